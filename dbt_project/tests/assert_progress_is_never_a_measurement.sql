-- Critical: a goal of which only progress as entered is known has no measured score, no value and no flag of being
-- measurable, and whatever rests on it in part says mixed or progress_only, never measured.
with recursive doubtful as (
    select node_key
    from {{ ref('goal_score') }}
    where measure = 'progress_only' and score_ratio is not null
),

above (node_key) as (
    select own.parent_node_key as node_key
    from {{ ref('goal_tree') }} as own
    inner join doubtful
        on own.node_key = doubtful.node_key
    where own.contribution_ratio is not null
    union all
    select trees.parent_node_key as node_key
    from above
    inner join {{ ref('goal_tree') }} as trees
        on above.node_key = trees.node_key
    where trees.contribution_ratio is not null and trees.score_basis = 'cascade'
)

select
    node_key,
    'goal_score' as table_name
from {{ ref('goal_score') }}
where
    measure = 'progress_only'
    and (goal_basis <> 'progress_only' or measured_ratio is not null or actual_value is not null)
union all
select
    node_key,
    'goal_quality' as table_name
from {{ ref('goal_quality') }}
where goal_basis = 'progress_only' and coalesce(is_measurable, true)
union all
select
    trees.node_key,
    'goal_tree' as table_name
from {{ ref('goal_tree') }} as trees
inner join (select distinct node_key from above) as places
    on trees.node_key = places.node_key
where trees.score_basis = 'cascade' and trees.goal_basis = 'measured'
