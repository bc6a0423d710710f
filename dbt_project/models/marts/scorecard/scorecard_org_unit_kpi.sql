with targets as (
    select * from {{ ref('fct_business_kpi_target') }}
    where period_end_date <= {{ as_of_date() }}
),

-- A period of a unit's scorecard is one for which at least one target was set.
periods as (
    select distinct
        company_id,
        org_unit_key,
        period_start_date,
        period_end_date
    from targets
),

values_checked as (
    select
        company_id,
        org_unit_key,
        kpi_id,
        period_start_date,
        period_end_date,
        value,
        {{ days_between('period_start_date', 'period_end_date') }} + 1 as day_count,
        coalesce(
            period_start_date <= lag(period_end_date) over (
                partition by company_id, org_unit_key, kpi_id
                order by period_start_date asc, period_end_date asc
            ),
            false
        ) as is_overlapping
    from {{ ref('fct_business_kpi_value') }}
    where value is not null
),

actuals as (
    select
        target.company_id,
        target.org_unit_key,
        target.kpi_id,
        target.period_start_date,
        target.period_end_date,
        sum(actual.value) as sum_value,
        avg(actual.value) as average_value,
        max_by(actual.value, actual.period_end_date) as last_value,
        sum(actual.day_count) as day_count,
        count_if(actual.is_overlapping) as overlapping_count,
        count(*) as value_count
    from targets as target
    inner join values_checked as actual
        on
            target.company_id = actual.company_id
            and target.org_unit_key = actual.org_unit_key
            and target.kpi_id = actual.kpi_id
            and target.period_start_date <= actual.period_start_date
            and target.period_end_date >= actual.period_end_date
    group by
        target.company_id,
        target.org_unit_key,
        target.kpi_id,
        target.period_start_date,
        target.period_end_date
),

asked as (
    select distinct
        company_id,
        period_end_date as policy_date
    from periods
),

policy as (
    {{ policy_on_date(
        ref('scorecard_policy'), 'asked',
        ['minimum_coverage_ratio', 'full_coverage_ratio', 'maximum_score', 'weight_tolerance']
    ) }}
),

bands as (
    {{ policy_on_date(ref('rag_band'), 'asked', ['rag', 'lower_score', 'upper_score']) }}
),

matched as (
    select
        kpi.company_id,
        kpi.org_unit_key,
        period.period_start_date,
        period.period_end_date,
        kpi.kpi_id,
        kpi.kpi_name,
        kpi.perspective,
        kpi.perspective_weight,
        kpi.kpi_weight,
        kpi.direction,
        kpi.unit,
        kpi.time_basis,
        kpi.is_critical,
        target.floor_value,
        target.target_value,
        target.stretch_value,
        target.tolerance,
        case
            when actual.overlapping_count > 0 then null
            when kpi.time_basis = 'sum' then round(actual.sum_value, 6)
            when kpi.time_basis = 'average' then round(actual.average_value, 6)
            when kpi.time_basis = 'last' then actual.last_value
        end as actual_value,
        coalesce(actual.value_count, 0) as value_count,
        case
            when target.kpi_id is null then 'no_target'
            when kpi.direction = 'target' and coalesce(target.tolerance, 0) <= 0 then 'no_tolerance'
            when kpi.direction in ('higher', 'lower') and target.floor_value is null then 'no_floor'
            when kpi.direction in ('higher', 'lower') and target.target_value = target.floor_value
                then 'target_equals_floor'
            when kpi.direction = 'higher' and target.target_value < target.floor_value
                then 'target_against_direction'
            when kpi.direction = 'lower' and target.target_value > target.floor_value
                then 'target_against_direction'
            when kpi.direction not in ('higher', 'lower', 'target') then 'unknown_direction'
            when kpi.time_basis not in ('sum', 'average', 'last') then 'unknown_time_basis'
            when actual.kpi_id is null then 'no_value'
            when actual.overlapping_count > 0 then 'values_overlap'
            when
                kpi.time_basis = 'sum'
                and actual.day_count < {{ days_between('period.period_start_date', 'period.period_end_date') }} + 1
                then 'values_incomplete'
        end as withheld_reason
    from periods as period
    inner join {{ ref('dim_business_kpi') }} as kpi
        on
            period.company_id = kpi.company_id
            and period.org_unit_key = kpi.org_unit_key
            and period.period_end_date >= kpi.valid_from
            and (kpi.valid_to is null or period.period_end_date < kpi.valid_to)
    left join targets as target
        on
            kpi.company_id = target.company_id
            and kpi.org_unit_key = target.org_unit_key
            and kpi.kpi_id = target.kpi_id
            and period.period_start_date = target.period_start_date
            and period.period_end_date = target.period_end_date
    left join actuals as actual
        on
            kpi.company_id = actual.company_id
            and kpi.org_unit_key = actual.org_unit_key
            and kpi.kpi_id = actual.kpi_id
            and period.period_start_date = actual.period_start_date
            and period.period_end_date = actual.period_end_date
),

-- 0 at the floor, 100 at the target, straight through both; above 100 only where a stretch was set.
scored as (
    select
        matched.*,
        policy.minimum_coverage_ratio,
        policy.full_coverage_ratio,
        policy.weight_tolerance,
        cast(case
            when matched.withheld_reason is not null then null
            when matched.direction = 'target'
                then greatest(
                    100 * (1 - abs(matched.actual_value - matched.target_value) / nullif(matched.tolerance, 0)), 0
                )
            else least(
                greatest(
                    100 * (matched.actual_value - matched.floor_value)
                    / nullif(matched.target_value - matched.floor_value, 0),
                    0
                ),
                case when matched.stretch_value is null then 100 else cast(policy.maximum_score as double) end
            )
        end as decimal(18, 6)) as score
    from matched
    left join policy
        on
            matched.company_id = policy.company_id
            and matched.period_end_date = policy.policy_date
),

in_perspective as (
    select
        *,
        sum(kpi_weight) over of_perspective as perspective_kpi_weight,
        sum(case when score is not null then kpi_weight else 0 end) over of_perspective as perspective_scored_weight,
        row_number() over (
            partition by company_id, org_unit_key, period_start_date, period_end_date, perspective
            order by kpi_id asc
        ) as kpi_number,
        min(perspective_weight) over of_perspective = max(perspective_weight) over of_perspective
            as is_perspective_weight_one
    from scored
    window of_perspective as (partition by company_id, org_unit_key, period_start_date, period_end_date, perspective)
),

in_unit as (
    select
        *,
        sum(case when kpi_number = 1 then perspective_weight else 0 end) over of_unit as total_weight,
        sum(case when kpi_number = 1 and perspective_scored_weight > 0 then perspective_weight else 0 end)
            over of_unit as scored_weight,
        min(case
            when
                is_perspective_weight_one
                and perspective_weight >= 0
                and kpi_weight >= 0
                and abs(perspective_kpi_weight - 100) <= weight_tolerance
                then 1
            else 0
        end) over of_unit as is_weighed_whole
    from in_perspective
    window of_unit as (partition by company_id, org_unit_key, period_start_date, period_end_date)
),

weighed as (
    select
        *,
        {{ share(
            'perspective_weight * kpi_weight', 'cast(total_weight as double) * cast(perspective_kpi_weight as double)'
        ) }} as weight_ratio,
        {{ share('case when score is not null then kpi_weight * score end', 'perspective_scored_weight') }}
            as perspective_contribution,
        cast(
            sum(case
                when score is not null
                    then
                        cast(perspective_weight as double) * cast(kpi_weight as double)
                        / nullif(cast(total_weight as double) * cast(perspective_kpi_weight as double), 0)
                else 0
            end) over (partition by company_id, org_unit_key, period_start_date, period_end_date)
            as decimal(18, 6)
        ) as scorecard_coverage_ratio
    from in_unit
),

reasoned as (
    select
        *,
        case
            when minimum_coverage_ratio is null then 'no_policy_in_force'
            when is_weighed_whole = 0 or abs(total_weight - 100) > weight_tolerance then 'weights_do_not_add_to_100'
            when scorecard_coverage_ratio < minimum_coverage_ratio then 'coverage_below_minimum'
        end as scorecard_withheld_reason
    from weighed
)

select
    reasoned.company_id,
    reasoned.org_unit_key,
    reasoned.period_start_date,
    reasoned.period_end_date,
    reasoned.perspective,
    reasoned.kpi_id,
    reasoned.kpi_name,
    reasoned.direction,
    reasoned.unit,
    reasoned.time_basis,
    reasoned.is_critical,
    reasoned.floor_value,
    reasoned.target_value,
    reasoned.stretch_value,
    reasoned.tolerance,
    reasoned.actual_value,
    reasoned.value_count,
    reasoned.score,
    bands.rag,
    reasoned.perspective_weight,
    reasoned.kpi_weight,
    reasoned.weight_ratio,
    reasoned.perspective_contribution,
    case
        when reasoned.scorecard_withheld_reason is null
            then cast(
                cast(reasoned.perspective_contribution as double) * cast(reasoned.perspective_weight as double)
                / nullif(cast(reasoned.scored_weight as double), 0)
                as decimal(18, 6)
            )
    end as contribution,
    reasoned.withheld_reason,
    case
        when reasoned.scorecard_withheld_reason is not null then 'withheld'
        when reasoned.scorecard_coverage_ratio < reasoned.full_coverage_ratio then 'provisional'
        else 'scored'
    end as scorecard_status,
    reasoned.scorecard_coverage_ratio,
    reasoned.scorecard_withheld_reason
from reasoned
left join bands
    on
        reasoned.company_id = bands.company_id
        and reasoned.period_end_date = bands.policy_date
        and reasoned.score is not null
        and (bands.lower_score is null or cast(reasoned.score as decimal(18, 4)) >= bands.lower_score)
        and (bands.upper_score is null or cast(reasoned.score as decimal(18, 4)) < bands.upper_score)
