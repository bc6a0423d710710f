with kpis as (
    select * from {{ ref('rpt_leadership_pack__changes') }}
    where kpi_id in ('headcount', 'voluntary_turnover')
),

scorecard as (
    select
        *,
        row_number() over (order by period_end_date desc) as recency
    from {{ ref('rpt_bi__scorecard_org_unit') }}
    where is_whole
),

-- Over the holders that may be shown, so that the headline does not give away one that may not.
reward as (
    select
        sum(recommended_amount_in_group_currency) as recommended_amount,
        sum(base_amount_in_group_currency) as base_amount,
        sum(people_count) as people_count,
        max(decision_date) as decision_date
    from {{ ref('rpt_leadership_pack__increment_budget') }}
    where withheld_reason is null
),

bench as (
    select
        count(*) as role_count,
        count_if(coverage_status = 'covered') as covered_count
    from {{ ref('critical_role_coverage') }}
),

figures as (
    select
        case kpi_id when 'headcount' then 1 else 2 end as sequence,
        measure,
        unit,
        direction,
        period_start,
        period_end,
        value,
        previous_value,
        n,
        n_label,
        withheld_reason
    from kpis

    union all

    select
        3 as sequence,
        'Group scorecard' as measure,
        'score' as unit,
        'higher' as direction,
        this_year.period_start_date as period_start,
        this_year.period_end_date as period_end,
        cast(this_year.score as decimal(18, 4)) as value,
        cast(last_year.score as decimal(18, 4)) as previous_value,
        cast(null as bigint) as n,
        cast(null as string) as n_label,
        this_year.withheld_reason
    from scorecard as this_year
    left join scorecard as last_year
        on last_year.recency = 2
    where this_year.recency = 1

    union all

    select
        4 as sequence,
        'Recommended increments' as measure,
        'percent' as unit,
        'none' as direction,
        decision_date as period_start,
        decision_date as period_end,
        cast({{ share('recommended_amount', 'base_amount') }} as decimal(18, 4)) as value,
        cast(null as decimal(18, 4)) as previous_value,
        people_count as n,
        'people, as a share of their base pay' as n_label,
        cast(null as string) as withheld_reason
    from reward
    where decision_date is not null

    union all

    select
        5 as sequence,
        'Critical roles with a ready successor' as measure,
        'percent' as unit,
        'higher' as direction,
        {{ as_of_date() }} as period_start,
        {{ as_of_date() }} as period_end,
        cast({{ share('covered_count', 'role_count') }} as decimal(18, 4)) as value,
        cast(null as decimal(18, 4)) as previous_value,
        role_count as n,
        'critical roles' as n_label,
        cast(null as string) as withheld_reason
    from bench
    where role_count > 0
)

select
    cast(sequence as int) as sequence,
    measure,
    unit,
    cast(null as string) as currency,
    direction,
    period_start,
    period_end,
    value,
    previous_value,
    cast(value - previous_value as decimal(18, 4)) as change_value,
    cast(n as bigint) as n,
    n_label,
    withheld_reason
from figures
