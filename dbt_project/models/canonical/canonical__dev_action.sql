with dev_actions as (
    select * from {{ ref('stg_contract__dev_actions') }}
    where known_to is null
)

select
    source_system,
    company_id,
    dev_plan_id,
    action_id,
    competency_id,
    learning_item_id,
    title,
    due_date,
    action_status,
    known_from
from dev_actions
