with talent_ratings as (
    select * from {{ ref('stg_contract__talent_ratings') }}
    where known_to is null
)

select
    company_id,
    employee_number as person_source_id,
    potential_value,
    scale_min,
    scale_max,
    assessed_date,
    risk_of_loss,
    impact_of_loss,
    source_system,
    known_from
from talent_ratings
