with goals as (
    select * from {{ ref('canonical__goal') }}
),

links as (
    select * from {{ ref('canonical__identity_link') }}
)

select
    {{ surrogate_key(['goals.source_system', 'goals.goal_id']) }} as goal_key,
    coalesce(goals.company_id, links.company_id) as company_id,
    links.person_key,
    goals.cycle_id,
    goals.kra_id,
    goals.goal_id,
    case
        when goals.parent_goal_id is not null then {{ surrogate_key(['goals.source_system', 'goals.parent_goal_id']) }}
    end as parent_goal_key,
    goals.measure,
    goals.progress_ratio,
    goals.status,
    goals.start_date,
    goals.end_date
from goals
inner join links
    on
        goals.source_system = links.source_system
        and goals.person_source_id = links.source_id
