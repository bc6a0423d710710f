with awards as (
    select * from {{ ref('stg_contract__awards') }}
    where known_to is null
)

select
    source_system,
    company_id,
    award_id,
    employee_number as person_source_id,
    award_type,
    award_date,
    amount,
    currency,
    programme,
    known_from
from awards
