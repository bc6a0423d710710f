-- What every place of the tree scores and adds to the one above it. An objective is judged by its key results, where
-- it has any, and else by what lies below it; beside the one stands the other.
with recursive paths as (
    select * from {{ ref('goal_path') }}
),

own_scores as (
    select
        node_key,
        goal_basis,
        kind,
        withheld_reason,
        cast(score_ratio as double) as score
    from {{ ref('goal_score') }}
),

asked as (
    select distinct
        company_id,
        end_date as policy_date
    from paths
    where end_date is not null
),

policy as (
    {{ policy_on_date(ref('goal_policy'), 'asked', ['weight_tolerance']) }}
),

-- The links that count: of what is not archived, to what is not, and not round in a circle.
links as (
    select
        paths.node_key,
        paths.parent_node_key,
        paths.weight,
        paths.node_type = 'key_result' as is_key_result
    from paths
    where paths.is_active and paths.tree_state = 'linked' and paths.is_parent_active
),

-- Where no sibling has a weight all weigh the same; where one has, those without add nothing.
weighed as (
    select
        *,
        case when count(weight) over siblings = 0 then 1 else coalesce(weight, 0) end as used_weight,
        count(weight) over siblings as weight_count,
        sum(coalesce(weight, 0)) over siblings as weight_sum
    from links
    window siblings as (partition by parent_node_key, is_key_result)
),

parts as (
    select
        weighed.node_key,
        weighed.parent_node_key,
        weighed.is_key_result,
        weighed.used_weight,
        weighed.weight_count = 0 or coalesce(abs(weighed.weight_sum - 100) <= policy.weight_tolerance, false)
            as is_weighed_whole
    from weighed
    inner join paths as parents
        on weighed.parent_node_key = parents.node_key
    left join policy
        on
            parents.company_id = policy.company_id
            and parents.end_date = policy.policy_date
),

key_results as (
    select
        parts.parent_node_key as node_key,
        min(case when parts.is_weighed_whole then 1 else 0 end) as is_whole,
        sum(case when own_scores.score is not null then parts.used_weight end) as scored_weight,
        sum(cast(parts.used_weight as double) * own_scores.score) as weighed_score,
        max(case when own_scores.score is not null and own_scores.goal_basis = 'measured' then 1 else 0 end)
            as has_measured,
        max(case when own_scores.score is not null and own_scores.goal_basis = 'progress_only' then 1 else 0 end)
            as has_progress_only,
        max(case when own_scores.score is not null and own_scores.kind = 'committed' then 1 else 0 end)
            as has_committed,
        max(case when own_scores.score is not null and own_scores.kind = 'aspirational' then 1 else 0 end)
            as has_aspirational
    from parts
    inner join own_scores
        on parts.node_key = own_scores.node_key
    where parts.is_key_result
    group by parts.parent_node_key
),

-- What is known without looking down: goals and key results, and objectives that have key results.
fixed as (
    select
        node_key,
        score,
        case when goal_basis = 'measured' then 1 else 0 end as has_measured,
        case when goal_basis = 'progress_only' then 1 else 0 end as has_progress_only,
        case when kind = 'committed' then 1 else 0 end as has_committed,
        case when kind = 'aspirational' then 1 else 0 end as has_aspirational
    from own_scores
    union all
    select
        node_key,
        case when is_whole = 1 then weighed_score / nullif(cast(scored_weight as double), 0) end as score,
        has_measured,
        has_progress_only,
        has_committed,
        has_aspirational
    from key_results
),

cascade_parts as (
    select
        parts.node_key,
        parts.parent_node_key,
        parts.used_weight,
        parts.is_weighed_whole,
        fixed.node_key is null as is_open,
        fixed.score,
        fixed.has_measured,
        fixed.has_progress_only,
        fixed.has_committed,
        fixed.has_aspirational,
        parent_fixed.node_key is null as is_parent_open
    from parts
    left join fixed
        on parts.node_key = fixed.node_key
    left join fixed as parent_fixed
        on parts.parent_node_key = parent_fixed.node_key
    where not parts.is_key_result
),

open_links as (
    select
        node_key,
        parent_node_key,
        used_weight
    from cascade_parts
    where is_open and is_parent_open and is_weighed_whole and used_weight > 0
),

-- Objectives that something below them gives a score: from those with a scored child up.
reached (node_key) as (
    select distinct parent_node_key as node_key
    from cascade_parts
    where is_parent_open and not is_open and score is not null and is_weighed_whole and used_weight > 0
    union all
    select open_links.parent_node_key as node_key
    from reached
    inner join open_links
        on reached.node_key = open_links.node_key
),

scored_open as (
    select distinct node_key from reached
),

shares as (
    select
        cascade_parts.*,
        cascade_parts.is_weighed_whole
        and cascade_parts.used_weight > 0
        and (cascade_parts.score is not null or scored_open.node_key is not null) as is_counted,
        sum(case
            when cascade_parts.score is not null or scored_open.node_key is not null then cascade_parts.used_weight
        end) over (partition by cascade_parts.parent_node_key) as counted_weight
    from cascade_parts
    left join scored_open
        on cascade_parts.node_key = scored_open.node_key
),

open_shares as (
    select
        node_key,
        parent_node_key,
        cast(used_weight as double) / nullif(cast(counted_weight as double), 0) as share_ratio
    from shares
    where is_open and is_parent_open and is_counted
),

-- What the children with a score of their own bring, and on up, each time by the share.
brought as (
    select
        parent_node_key as node_key,
        sum(cast(used_weight as double) / nullif(cast(counted_weight as double), 0) * score) as term,
        max(has_measured) as has_measured,
        max(has_progress_only) as has_progress_only,
        max(has_committed) as has_committed,
        max(has_aspirational) as has_aspirational
    from shares
    where is_parent_open and not is_open and is_counted
    group by parent_node_key
),

carried (node_key, term, has_measured, has_progress_only, has_committed, has_aspirational) as (
    select
        node_key,
        cast(term as double) as term,
        has_measured,
        has_progress_only,
        has_committed,
        has_aspirational
    from brought
    union all
    select
        open_shares.parent_node_key as node_key,
        cast(open_shares.share_ratio * carried.term as double) as term,
        carried.has_measured,
        carried.has_progress_only,
        carried.has_committed,
        carried.has_aspirational
    from carried
    inner join open_shares
        on carried.node_key = open_shares.node_key
),

scores as (
    select
        node_key,
        score,
        has_measured,
        has_progress_only,
        has_committed,
        has_aspirational
    from fixed
    union all
    select
        node_key,
        sum(term) as score,
        max(has_measured) as has_measured,
        max(has_progress_only) as has_progress_only,
        max(has_committed) as has_committed,
        max(has_aspirational) as has_aspirational
    from carried
    group by node_key
),

contributions as (
    select
        parts.node_key,
        parts.parent_node_key,
        parts.is_key_result,
        parts.is_weighed_whole,
        parts.used_weight,
        scores.score,
        sum(case when scores.score is not null then parts.used_weight end) over parted as scored_weight,
        cast(parts.used_weight as double) / nullif(cast(sum(parts.used_weight) over parted as double), 0)
            as weight_share
    from parts
    left join scores
        on parts.node_key = scores.node_key
    window parted as (partition by parts.parent_node_key, parts.is_key_result)
),

added as (
    select
        *,
        case
            when is_weighed_whole and used_weight > 0
                then cast(
                    round(
                        cast(used_weight as double) / nullif(cast(scored_weight as double), 0) * score, 9
                    ) as decimal(18, 6)
                )
        end as contribution_ratio
    from contributions
),

parents as (
    select
        parent_node_key as node_key,
        count_if(is_key_result) as key_result_count,
        count_if(not is_key_result) as child_count,
        cast(sum(case when is_key_result then contribution_ratio end) as decimal(18, 6)) as result_ratio,
        cast(sum(case when not is_key_result then contribution_ratio end) as decimal(18, 6)) as cascade_ratio,
        max(case when is_key_result and not is_weighed_whole then 1 else 0 end) as has_partial_results,
        max(case when not is_key_result and not is_weighed_whole then 1 else 0 end) as has_partial_cascade,
        sum(case when is_key_result and score is not null then weight_share else 0 end) as result_coverage,
        sum(case when not is_key_result and score is not null then weight_share else 0 end) as cascade_coverage
    from added
    group by parent_node_key
),

based as (
    select
        paths.*,
        case
            when paths.node_type <> 'objective' then 'own'
            when coalesce(parents.key_result_count, 0) > 0 then 'key_results'
            when coalesce(parents.child_count, 0) > 0 then 'cascade'
            else 'none'
        end as score_basis,
        parents.result_ratio,
        parents.cascade_ratio,
        coalesce(parents.key_result_count, 0) as key_result_count,
        coalesce(parents.child_count, 0) as child_count,
        parents.has_partial_results,
        parents.has_partial_cascade,
        parents.result_coverage,
        parents.cascade_coverage
    from paths
    left join parents
        on paths.node_key = parents.node_key
),

told as (
    select
        based.*,
        own_scores.withheld_reason as own_withheld_reason,
        added.weight_share,
        added.contribution_ratio,
        added.used_weight,
        added.is_weighed_whole,
        case based.score_basis
            when 'own' then cast(round(own_scores.score, 9) as decimal(18, 6))
            when 'key_results' then based.result_ratio
            when 'cascade' then based.cascade_ratio
        end as score_ratio,
        case based.score_basis
            when 'key_results' then based.result_coverage
            when 'cascade' then based.cascade_coverage
        end as coverage,
        case
            when based.score_basis = 'own' then own_scores.goal_basis
            when scores.has_measured = 1 and scores.has_progress_only = 1 then 'mixed'
            when scores.has_measured = 1 then 'measured'
            when scores.has_progress_only = 1 then 'progress_only'
        end as goal_basis,
        case
            when based.score_basis = 'own' then own_scores.kind
            when scores.has_committed = 1 and scores.has_aspirational = 1 then 'mixed'
            when scores.has_committed = 1 then 'committed'
            when scores.has_aspirational = 1 then 'aspirational'
        end as ambition
    from based
    left join own_scores
        on based.node_key = own_scores.node_key
    left join scores
        on based.node_key = scores.node_key
    left join added
        on based.node_key = added.node_key
)

select
    node_key,
    company_id,
    node_type,
    source_system,
    node_id,
    level_name,
    person_key,
    org_unit_key,
    cycle_id,
    start_date,
    end_date,
    tree_state,
    depth,
    path,
    parent_node_key,
    top_node_key,
    fits_period,
    fits_owner,
    fits_level,
    is_aligned,
    unaligned_reason,
    score_basis,
    goal_basis,
    ambition,
    score_ratio,
    result_ratio,
    cascade_ratio,
    cast(round(coverage, 9) as decimal(18, 6)) as coverage_ratio,
    cast(key_result_count as bigint) as key_result_count,
    cast(child_count as bigint) as child_count,
    case
        when score_basis = 'own' then own_withheld_reason
        when score_ratio is not null then null
        when score_basis = 'none' and tree_state = 'circular_parent' then 'circular_parent'
        when score_basis = 'none' then 'nothing_below'
        when score_basis = 'key_results' and has_partial_results = 1 then 'weights_do_not_add_to_100'
        when score_basis = 'cascade' and has_partial_cascade = 1 then 'weights_do_not_add_to_100'
        else 'nothing_scored'
    end as withheld_reason,
    cast(round(weight_share, 9) as decimal(18, 6)) as weight_share_ratio,
    case
        when contribution_ratio is not null and node_type = 'key_result' then 'result'
        when contribution_ratio is not null then 'cascade'
    end as contributes_to,
    contribution_ratio,
    case
        when contribution_ratio is not null then null
        when not is_active then 'archived'
        when tree_state in ('circular_parent', 'below_circle') then 'circular_parent'
        when tree_state = 'parent_missing' then 'parent_missing'
        when tree_state <> 'linked' then 'no_parent'
        when not is_parent_active then 'parent_archived'
        when used_weight = 0 then 'no_weight'
        when not is_weighed_whole then 'weights_do_not_add_to_100'
        else 'no_score'
    end as no_contribution_reason
from told
