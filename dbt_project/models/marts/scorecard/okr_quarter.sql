-- Objectives and key results at the end of each quarter: score from 0.0 to 1.0 by what was recorded until then,
-- confidence, and how regularly somebody looked.
with quarters as (
    select distinct
        period_start,
        period_end
    from {{ ref('period_month') }}
    where period_type = 'quarter' and period_end <= {{ as_of_date() }}
),

key_results as (
    select
        scores.*,
        nodes.parent_node_key,
        nodes.title,
        nodes.target_value,
        nodes.weight
    from {{ ref('goal_score') }} as scores
    inner join {{ ref('goal_node') }} as nodes
        on scores.node_key = nodes.node_key
    where scores.node_type = 'key_result'
),

asked as (
    select distinct
        company_id,
        end_date as policy_date
    from key_results
),

policy as (
    {{ policy_on_date(ref('goal_policy'), 'asked', ['stale_days', 'weight_tolerance']) }}
),

running as (
    select
        key_results.*,
        policy.stale_days,
        policy.weight_tolerance,
        quarters.period_start as quarter_start_date,
        quarters.period_end as quarter_end_date
    from key_results
    inner join quarters
        on
            key_results.start_date <= quarters.period_end
            and key_results.end_date >= quarters.period_start
    left join policy
        on
            key_results.company_id = policy.company_id
            and key_results.end_date = policy.policy_date
),

checkins as (
    select
        goal_id,
        recorded_date,
        min(checkin_value) as lower_value,
        max(checkin_value) as higher_value,
        max(confidence_ratio) as confidence_ratio
    from {{ ref('canonical__goal_checkin') }}
    group by goal_id, recorded_date
),

looked_at as (
    select
        running.node_key,
        running.quarter_end_date,
        count_if(checkins.recorded_date >= running.quarter_start_date) as checkin_count,
        max(case when checkins.higher_value is not null then checkins.recorded_date end) as value_date,
        max_by(
            checkins.higher_value, case when checkins.higher_value is not null then checkins.recorded_date end
        ) as higher_value,
        max_by(
            checkins.lower_value, case when checkins.higher_value is not null then checkins.recorded_date end
        ) as lower_value,
        max_by(
            checkins.confidence_ratio, case when checkins.confidence_ratio is not null then checkins.recorded_date end
        ) as confidence_ratio
    from running
    inner join checkins
        on
            running.node_id = checkins.goal_id
            and running.quarter_end_date >= checkins.recorded_date
    group by running.node_key, running.quarter_end_date
),

milestones as (
    select
        running.node_key,
        running.quarter_end_date,
        sum(milestones.weight) as total_weight,
        sum(case when milestones.reached_date <= running.quarter_end_date then milestones.weight else 0 end)
            as reached_weight
    from running
    inner join {{ ref('canonical__goal_milestone') }} as milestones
        on running.node_id = milestones.goal_id
    group by running.node_key, running.quarter_end_date
),

valued as (
    select
        running.*,
        coalesce(looked_at.checkin_count, 0) as quarter_checkin_count,
        looked_at.value_date,
        looked_at.higher_value,
        looked_at.lower_value,
        looked_at.confidence_ratio as quarter_confidence_ratio,
        milestones.total_weight,
        milestones.reached_weight,
        case
            -- What makes the definition unfit holds in every quarter; what lacked at the end may have been there then.
            when running.withheld_reason in ('no_actual', 'stale', 'two_actuals_for_one_period', 'no_progress')
                then null
            else running.withheld_reason
        end as definition_reason
    from running
    left join looked_at
        on
            running.node_key = looked_at.node_key
            and running.quarter_end_date = looked_at.quarter_end_date
    left join milestones
        on
            running.node_key = milestones.node_key
            and running.quarter_end_date = milestones.quarter_end_date
),

reasoned as (
    select
        *,
        case
            when definition_reason is not null then definition_reason
            when measure = 'progress_only' then 'progress_only'
            when measure = 'milestone' then null
            when value_date is null then 'no_actual'
            when lower_value <> higher_value then 'two_actuals_for_one_period'
            when {{ days_between('value_date', 'quarter_end_date') }} > stale_days then 'stale'
        end as quarter_reason
    from valued
),

scored as (
    select
        *,
        case
            when quarter_reason is not null then null
            when measure = 'milestone'
                then cast(reached_weight as double) / nullif(cast(total_weight as double), 0)
            else least(greatest(coalesce({{ attained_ratio('higher_value') }}, 0), 0), 1)
        end as score
    from reasoned
),

counted as (
    select
        *,
        case when count(weight) over siblings = 0 then 1 else coalesce(weight, 0) end as used_weight,
        count(weight) over siblings = 0
        or coalesce(abs(sum(coalesce(weight, 0)) over siblings - 100) <= weight_tolerance, false) as is_weighed_whole
    from scored
    window siblings as (partition by parent_node_key, quarter_end_date)
),

objectives as (
    select
        counted.parent_node_key as node_key,
        counted.quarter_start_date,
        counted.quarter_end_date,
        min(case when counted.is_weighed_whole then 1 else 0 end) as is_whole,
        sum(cast(counted.used_weight as double) * counted.score)
        / nullif(sum(case when counted.score is not null then cast(counted.used_weight as double) end), 0) as score,
        sum(case when counted.score is not null then cast(counted.used_weight as double) else 0 end)
        / nullif(sum(cast(counted.used_weight as double)), 0) as coverage,
        min(counted.quarter_confidence_ratio) as confidence_ratio,
        sum(counted.quarter_checkin_count) as checkin_count,
        count(*) as key_result_count,
        count_if(counted.quarter_checkin_count > 0) as looked_at_count
    from counted
    group by counted.parent_node_key, counted.quarter_start_date, counted.quarter_end_date
),

united as (
    select
        node_key,
        quarter_start_date,
        quarter_end_date,
        score,
        case when score is not null then 1 else 0 end as coverage,
        quarter_confidence_ratio as confidence_ratio,
        quarter_checkin_count as checkin_count,
        1 as key_result_count,
        case when quarter_checkin_count > 0 then 1 else 0 end as looked_at_count,
        quarter_reason as withheld_reason
    from counted
    union all
    select
        node_key,
        quarter_start_date,
        quarter_end_date,
        case when is_whole = 1 then score end as score,
        coverage,
        confidence_ratio,
        checkin_count,
        key_result_count,
        looked_at_count,
        case
            when is_whole = 0 then 'weights_do_not_add_to_100'
            when score is null then 'nothing_scored'
        end as withheld_reason
    from objectives
)

select
    nodes.node_key,
    nodes.company_id,
    nodes.node_type,
    nodes.node_id,
    nodes.parent_node_key,
    nodes.level_name,
    nodes.org_unit_key,
    nodes.person_key,
    nodes.title,
    nodes.kind,
    united.quarter_start_date,
    united.quarter_end_date,
    cast(round(united.score, 9) as decimal(18, 6)) as score_ratio,
    cast(round(united.coverage, 9) as decimal(18, 6)) as coverage_ratio,
    cast(united.confidence_ratio as decimal(9, 4)) as confidence_ratio,
    cast(united.checkin_count as bigint) as checkin_count,
    {{ share('united.looked_at_count', 'united.key_result_count') }} as looked_at_ratio,
    united.withheld_reason
from united
inner join {{ ref('goal_node') }} as nodes
    on united.node_key = nodes.node_key
