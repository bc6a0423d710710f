-- Objectives and key results of units. What people's goals below add to an objective stays out: one of it may be one
-- person's.
with nodes as (
    select * from {{ ref('goal_node') }}
    where node_type in ('objective', 'key_result') and person_key is null
),

tree as (
    select * from {{ ref('goal_tree') }}
),

scores as (
    select * from {{ ref('goal_score') }}
),

units as (
    select * from {{ ref('dim_org_unit') }}
)

select
    nodes.company_id,
    nodes.node_key,
    units.division_org_unit_key,
    division.org_unit_id as division_org_unit_id,
    units.division_name,
    units.org_level,
    units.org_unit_name,
    nodes.title,
    {{ plain_words('nodes.node_type') }} as node_type,
    above.title as parent_title,
    nodes.start_date,
    nodes.end_date,
    {{ plain_words('nodes.kind') }} as kind,
    {{ plain_words('nodes.measure') }} as measure,
    nodes.unit,
    {{ to_the_cent('nodes.baseline_value') }} as baseline_value,
    {{ to_the_cent('nodes.target_value') }} as target_value,
    {{ to_the_cent('scores.actual_value') }} as actual_value,
    scores.actual_date,
    cast(coalesce(scores.score_ratio, tree.result_ratio) as decimal(18, 4)) as score_ratio,
    cast(scores.elapsed_ratio as decimal(18, 4)) as elapsed_ratio,
    cast(scores.pace_ratio as decimal(18, 4)) as pace_ratio,
    case when tree.is_aligned then 'Yes' else {{ plain_words('tree.unaligned_reason') }} end as alignment,
    case
        when coalesce(scores.score_ratio, tree.result_ratio) is null
            then coalesce({{ plain_words('coalesce(scores.withheld_reason, tree.withheld_reason)') }}, 'No key result')
    end as withheld_reason
from nodes
inner join units
    on nodes.org_unit_key = units.org_unit_key
left join units as division
    on units.division_org_unit_key = division.org_unit_key
left join tree
    on nodes.node_key = tree.node_key
left join scores
    on nodes.node_key = scores.node_key
left join {{ ref('goal_node') }} as above
    on nodes.parent_node_key = above.node_key
