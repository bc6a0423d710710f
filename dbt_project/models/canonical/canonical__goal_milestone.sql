with goal_milestones as (
    select * from {{ ref('stg_contract__goal_milestones') }}
    where known_to is null
)

select
    source_system,
    company_id,
    goal_id,
    milestone_id,
    title,
    weight,
    due_date,
    reached_date,
    known_from
from goal_milestones
