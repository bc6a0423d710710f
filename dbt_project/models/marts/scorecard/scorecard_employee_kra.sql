with kras as (
    select
        company_id,
        person_key,
        cycle_id,
        cycle_end_date,
        is_cycle_closed,
        kra_id,
        weight_ratio,
        goal_count,
        case
            when completion_ratio is not null
                then cast(100 * least(greatest(completion_ratio, 0), 1) as decimal(18, 6))
        end as score
    from {{ ref('fct_appraisal_kra') }}
),

asked as (
    select distinct
        company_id,
        cycle_end_date as policy_date
    from kras
),

policy as (
    {{ policy_on_date(
        ref('scorecard_policy'), 'asked', ['minimum_coverage_ratio', 'full_coverage_ratio', 'weight_tolerance']
    ) }}
),

weighed as (
    select
        *,
        sum(weight_ratio) over (partition by person_key, cycle_id) as total_weight,
        sum(case when score is not null then weight_ratio else 0 end)
            over (partition by person_key, cycle_id) as scored_weight,
        count_if(weight_ratio is null) over (partition by person_key, cycle_id) as unweighed_count
    from kras
),

judged as (
    select
        weighed.*,
        policy.minimum_coverage_ratio,
        policy.full_coverage_ratio,
        {{ share('weighed.scored_weight', 'weighed.total_weight') }} as scorecard_coverage_ratio,
        coalesce(
            weighed.unweighed_count = 0
            and abs(100 * weighed.total_weight - 100) <= policy.weight_tolerance,
            false
        ) as is_weighed_whole
    from weighed
    left join policy
        on
            weighed.company_id = policy.company_id
            and weighed.cycle_end_date = policy.policy_date
),

reasoned as (
    select
        *,
        case
            when minimum_coverage_ratio is null then 'no_policy_in_force'
            when not is_weighed_whole then 'weights_do_not_add_to_100'
            when scorecard_coverage_ratio < minimum_coverage_ratio then 'coverage_below_minimum'
        end as scorecard_withheld_reason
    from judged
)

select
    company_id,
    person_key,
    cycle_id,
    cycle_end_date,
    is_cycle_closed,
    kra_id,
    'progress_only' as goal_basis,
    goal_count,
    weight_ratio,
    score,
    case
        when scorecard_withheld_reason is null
            then {{ share('weight_ratio * score', 'scored_weight') }}
    end as contribution,
    case when score is null then 'no_measured_goals' end as withheld_reason,
    case
        when scorecard_withheld_reason is not null then 'withheld'
        when scorecard_coverage_ratio < full_coverage_ratio then 'provisional'
        else 'scored'
    end as scorecard_status,
    scorecard_coverage_ratio,
    scorecard_withheld_reason
from reasoned
