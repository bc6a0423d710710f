with succession_plans as (
    select * from {{ ref('stg_contract__succession_plans') }}
    where known_to is null
)

select
    plan_id,
    company_id,
    role_name,
    org_unit_id,
    incumbent_employee_number as incumbent_source_id,
    criticality,
    valid_from,
    valid_to,
    source_system,
    known_from
from succession_plans
