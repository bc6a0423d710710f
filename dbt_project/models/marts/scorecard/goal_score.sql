-- How far each goal and key result got: 0 where it began, 1 where it aims, by the last value on or before the day.
with nodes as (
    select
        *,
        least({{ as_of_date() }}, coalesce(end_date, {{ as_of_date() }})) as policy_date
    from {{ ref('goal_node') }}
    where node_type in ('goal', 'key_result')
),

asked as (
    select distinct
        company_id,
        policy_date
    from nodes
),

policy as (
    {{ policy_on_date(
        ref('goal_policy'), 'asked',
        ['stale_days', 'committed_mark_ratio', 'aspirational_mark_ratio', 'stretch_maximum_ratio', 'weight_tolerance']
    ) }}
),

-- What was recorded of a goal on a day; two files may say two things, and the lower beside the higher shows it.
checkin_days as (
    select
        goal_id,
        recorded_date,
        min(checkin_value) as lower_value,
        max(checkin_value) as higher_value,
        max(progress_ratio) as progress_ratio,
        max(confidence_ratio) as confidence_ratio
    from {{ ref('canonical__goal_checkin') }}
    where recorded_date <= {{ as_of_date() }}
    group by goal_id, recorded_date
),

checkins as (
    select
        goal_id,
        count(*) as checkin_count,
        max(recorded_date) as last_checkin_date,
        max(case when higher_value is not null then recorded_date end) as value_date,
        max_by(lower_value, case when higher_value is not null then recorded_date end) as lower_value,
        max_by(higher_value, case when higher_value is not null then recorded_date end) as higher_value,
        max(case when progress_ratio is not null then recorded_date end) as progress_date,
        max_by(progress_ratio, case when progress_ratio is not null then recorded_date end) as progress_ratio,
        max_by(confidence_ratio, case when confidence_ratio is not null then recorded_date end) as confidence_ratio
    from checkin_days
    group by goal_id
),

milestones as (
    select
        goal_id,
        count(*) as milestone_count,
        sum(weight) as total_weight,
        sum(case when reached_date <= {{ as_of_date() }} then weight else 0 end) as reached_weight,
        max(case when reached_date <= {{ as_of_date() }} then reached_date end) as last_reached_date
    from {{ ref('canonical__goal_milestone') }}
    group by goal_id
),

-- A goal whose data source is a business KPI of its unit takes the KPI's values of the goal's own days.
measured_by_kpi as (
    select
        nodes.node_key,
        nodes.start_date,
        nodes.policy_date,
        kpis.company_id,
        kpis.org_unit_key,
        kpis.kpi_id,
        kpis.unit as kpi_unit,
        kpis.time_basis
    from nodes
    inner join {{ ref('dim_business_kpi') }} as kpis
        on
            nodes.company_id = kpis.company_id
            and nodes.org_unit_key = kpis.org_unit_key
            and nodes.data_source = kpis.kpi_id
            and nodes.policy_date >= kpis.valid_from
            and nodes.policy_date < {{ until('kpis.valid_to') }}
),

kpi_values_of_goals as (
    select
        measured_by_kpi.node_key,
        measured_by_kpi.start_date,
        actuals.period_start_date,
        actuals.period_end_date,
        actuals.value,
        {{ days_between('actuals.period_start_date', 'actuals.period_end_date') }} + 1 as day_count,
        coalesce(
            actuals.period_start_date <= lag(actuals.period_end_date) over (
                partition by measured_by_kpi.node_key
                order by actuals.period_start_date asc, actuals.period_end_date asc
            ),
            false
        ) as is_overlapping
    from measured_by_kpi
    inner join {{ ref('fct_business_kpi_value') }} as actuals
        on
            measured_by_kpi.company_id = actuals.company_id
            and measured_by_kpi.org_unit_key = actuals.org_unit_key
            and measured_by_kpi.kpi_id = actuals.kpi_id
            and measured_by_kpi.start_date <= actuals.period_start_date
            and measured_by_kpi.policy_date >= actuals.period_end_date
    where actuals.value is not null
),

kpi_actuals as (
    select
        node_key,
        max(period_end_date) as value_date,
        sum(value) as sum_value,
        avg(value) as average_value,
        max_by(value, period_end_date) as last_value,
        count_if(is_overlapping) as overlapping_count,
        sum(day_count) < {{ days_between('min(start_date)', 'max(period_end_date)') }} + 1 as has_gap
    from kpi_values_of_goals
    group by node_key
),

gathered as (
    select
        nodes.*,
        policy.stale_days,
        policy.stretch_maximum_ratio,
        policy.weight_tolerance,
        case nodes.kind
            when 'aspirational' then policy.aspirational_mark_ratio
            else policy.committed_mark_ratio
        end as mark_ratio,
        case
            when nodes.measure = 'progress_only' then 'progress'
            when nodes.measure = 'milestone' then 'milestones'
            when measured_by_kpi.node_key is not null then 'kpi_values'
            else 'checkins'
        end as actual_source,
        measured_by_kpi.time_basis,
        measured_by_kpi.kpi_unit,
        coalesce(nodes.floor_value, nodes.baseline_value) as zero_value,
        case
            when nodes.measure = 'maintain' then coalesce(nodes.target_value, nodes.baseline_value)
            else nodes.target_value
        end as aim_value,
        coalesce(nodes.tolerance, 0) as met_distance,
        case
            when nodes.measure = 'range' then coalesce(nodes.limit_value, nodes.tolerance)
            else nodes.limit_value
        end as limit_distance,
        checkins.lower_value,
        checkins.higher_value,
        checkins.confidence_ratio,
        coalesce(checkins.checkin_count, 0) as checkin_count,
        checkins.last_checkin_date,
        coalesce(nodes.progress_ratio, checkins.progress_ratio) as reported_ratio,
        milestones.milestone_count,
        milestones.total_weight as milestone_weight,
        milestones.reached_weight,
        coalesce(kpi_actuals.overlapping_count, 0) as overlapping_count,
        coalesce(kpi_actuals.has_gap, false) as has_gap,
        case
            when nodes.measure in ('progress_only', 'milestone') then null
            -- Of two values for one day or period neither counts.
            when measured_by_kpi.node_key is null and checkins.lower_value <> checkins.higher_value then null
            when measured_by_kpi.node_key is null then checkins.higher_value
            when kpi_actuals.overlapping_count > 0 then null
            when measured_by_kpi.time_basis = 'sum' then round(kpi_actuals.sum_value, 6)
            when measured_by_kpi.time_basis = 'average' then round(kpi_actuals.average_value, 6)
            else kpi_actuals.last_value
        end as actual_value,
        case
            -- The progress that stands on the goal itself has no day of its own.
            when nodes.measure = 'progress_only' and nodes.progress_ratio is not null then null
            when nodes.measure = 'progress_only' then checkins.progress_date
            when nodes.measure = 'milestone' then milestones.last_reached_date
            when measured_by_kpi.node_key is null then checkins.value_date
            else kpi_actuals.value_date
        end as actual_date
    from nodes
    left join policy
        on
            nodes.company_id = policy.company_id
            and nodes.policy_date = policy.policy_date
    left join checkins
        on nodes.node_id = checkins.goal_id
    left join milestones
        on nodes.node_id = milestones.goal_id
    left join measured_by_kpi
        on nodes.node_key = measured_by_kpi.node_key
    left join kpi_actuals
        on nodes.node_key = kpi_actuals.node_key
),

timed as (
    select
        *,
        case
            when actual_date is not null then greatest({{ days_between('actual_date', 'policy_date') }}, 0)
        end as actual_age_days,
        case
            when start_date is null or end_date is null or end_date < start_date then null
            when start_date > {{ as_of_date() }} then 0
            else
                cast({{ days_between('start_date', 'policy_date') }} + 1 as double)
                / nullif(cast({{ days_between('start_date', 'end_date') }} + 1 as double), 0)
        end as elapsed
    from gathered
),

judged as (
    select
        *,
        measure <> 'milestone' and coalesce(actual_age_days > stale_days, false) as is_stale,
        case
            when not is_active then 'archived'
            when stale_days is null then 'no_policy_in_force'
            when measure is null then 'no_measure'
            when start_date > {{ as_of_date() }} then 'not_begun'
            when measure = 'progress_only' and reported_ratio is null then 'no_progress'
            when measure = 'milestone' and coalesce(milestone_count, 0) = 0 then 'no_milestones'
            when measure = 'milestone' and abs(milestone_weight - 100) > weight_tolerance
                then 'weights_do_not_add_to_100'
            when measure in ('higher', 'lower', 'target', 'range', 'maintain') and aim_value is null then 'no_target'
            when measure in ('higher', 'lower') and zero_value is null then 'no_baseline'
            when measure in ('higher', 'lower') and aim_value in (zero_value, baseline_value)
                then 'target_equals_baseline'
            when measure = 'higher' and aim_value < zero_value then 'target_against_direction'
            when measure = 'lower' and aim_value > zero_value then 'target_against_direction'
            when measure in ('target', 'range', 'maintain') and limit_distance is null then 'no_limit'
            when measure in ('target', 'maintain') and limit_distance <= met_distance then 'limit_within_tolerance'
            when measure = 'range' and limit_distance < met_distance then 'limit_within_tolerance'
            when kpi_unit <> unit then 'actual_in_another_unit'
            when overlapping_count > 0 then 'two_actuals_for_one_period'
            when actual_source = 'checkins' and lower_value <> higher_value then 'two_actuals_for_one_period'
            when time_basis = 'sum' and has_gap then 'values_incomplete'
            when measure not in ('progress_only', 'milestone') and actual_value is null then 'no_actual'
            when measure <> 'milestone' and actual_age_days > stale_days then 'stale'
        end as withheld_reason
    from timed
),

attained as (
    select
        *,
        case
            when withheld_reason is not null then null
            when measure = 'milestone'
                then cast(reached_weight as double) / nullif(cast(milestone_weight as double), 0)
            when measure = 'progress_only' then cast(reported_ratio as double)
            else {{ attained_ratio('actual_value') }}
        end as attainment
    from judged
),

scored as (
    select
        *,
        -- A range without a limit falls at its edge: nothing divides nothing there, and outside is 0.
        case
            when withheld_reason is null then least(greatest(coalesce(attainment, 0), 0), 1)
        end as score,
        case
            when withheld_reason is not null then null
            when
                measure in ('higher', 'lower') and attainment > 1
                and (stretch_value - aim_value) * (aim_value - zero_value) > 0
                then least(
                    1 + (stretch_maximum_ratio - 1) * (actual_value - aim_value) / nullif(stretch_value - aim_value, 0),
                    cast(stretch_maximum_ratio as double)
                )
            else least(greatest(coalesce(attainment, 0), 0), 1)
        end as stretched
    from attained
)

select
    node_key,
    company_id,
    node_type,
    source_system,
    node_id,
    person_key,
    org_unit_key,
    cycle_id,
    kra_id,
    goal_basis,
    kind,
    measure,
    unit,
    zero_value,
    aim_value,
    stretch_value,
    met_distance,
    limit_distance,
    actual_source,
    time_basis,
    actual_value,
    actual_date,
    cast(actual_age_days as bigint) as actual_age_days,
    is_stale,
    cast(checkin_count as bigint) as checkin_count,
    last_checkin_date,
    confidence_ratio,
    reported_ratio,
    case when goal_basis = 'measured' then cast(round(score, 9) as decimal(18, 6)) end as measured_ratio,
    cast(round(score, 9) as decimal(18, 6)) as score_ratio,
    cast(round(stretched, 9) as decimal(18, 6)) as stretched_ratio,
    mark_ratio,
    case when score is not null then cast(round(score, 9) as decimal(18, 6)) >= mark_ratio end as is_reached,
    cast(round(elapsed, 9) as decimal(18, 6)) as elapsed_ratio,
    cast(round(score - elapsed, 9) as decimal(18, 6)) as pace_ratio,
    start_date,
    end_date,
    withheld_reason
from scored
