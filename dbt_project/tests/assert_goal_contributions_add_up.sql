-- Critical: for every place of the tree what is shown to add to it adds up to what it scores, and the score is the mean
-- of what lies below, by weight, of those that have a score: worked out here once more from scores and weights. Each
-- of n shown contributions is rounded to a millionth, so the mean may be n millionths away.
with children as (
    select
        parent_node_key,
        contributes_to,
        count(*) as child_count,
        sum(contribution_ratio) as contribution_ratio,
        sum(cast(weight_share_ratio as double) * cast(score_ratio as double))
        / nullif(sum(cast(weight_share_ratio as double)), 0) as mean_score
    from {{ ref('goal_tree') }}
    where contributes_to is not null
    group by parent_node_key, contributes_to
),

shown as (
    select
        node_key,
        'result' as contributes_to,
        result_ratio as total_ratio
    from {{ ref('goal_tree') }}
    union all
    select
        node_key,
        'cascade' as contributes_to,
        cascade_ratio as total_ratio
    from {{ ref('goal_tree') }}
),

scored as (
    select node_key
    from {{ ref('goal_tree') }}
    where
        (score_basis = 'key_results' and coalesce(score_ratio, -1) <> coalesce(result_ratio, -1))
        or (score_basis = 'cascade' and coalesce(score_ratio, -1) <> coalesce(cascade_ratio, -1))
        or ((score_ratio is null) = (withheld_reason is null))
)

select
    shown.node_key,
    shown.contributes_to
from shown
left join children
    on
        shown.node_key = children.parent_node_key
        and shown.contributes_to = children.contributes_to
where
    coalesce(shown.total_ratio, -1) <> coalesce(children.contribution_ratio, -1)
    or abs(cast(shown.total_ratio as double) - children.mean_score) > 0.00002 + 0.000001 * children.child_count
union all
select
    node_key,
    'score' as contributes_to
from scored
