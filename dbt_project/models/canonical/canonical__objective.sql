with objectives as (
    select * from {{ ref('stg_contract__objectives') }}
    where known_to is null
)

select
    source_system,
    company_id,
    objective_id,
    title,
    objective_level,
    owner_org_unit_id,
    owner_employee_number as owner_source_id,
    parent_objective_id,
    perspective as objective_perspective,
    weight,
    period_start_date,
    period_end_date,
    known_from
from objectives
