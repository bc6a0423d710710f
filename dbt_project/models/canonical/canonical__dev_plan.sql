with dev_plans as (
    select * from {{ ref('stg_contract__dev_plans') }}
    where known_to is null
)

select
    source_system,
    company_id,
    dev_plan_id,
    employee_number as person_source_id,
    agreed_date,
    plan_kind,
    closed_date,
    known_from
from dev_plans
