with budgets as (
    select * from {{ ref('rpt_leadership_pack__increment_budget') }}
    where withheld_reason is null
),

-- Over the holders that may be shown, so that the headline does not give away one that may not.
reward as (
    select
        sum(recommended_amount_in_group_currency) as recommended_amount,
        sum(base_amount_in_group_currency) as base_amount,
        sum(budget_amount_in_group_currency) as budget_amount,
        max(group_currency) as currency,
        sum(people_count) as people_count,
        max(decision_date) as decision_date
    from budgets
),

moved as (
    select * from {{ ref('rpt_compensation_summary__changes') }}
    where sequence = 1
),

gaps as (
    select
        gap_ratio,
        lower_ratio,
        upper_ratio,
        people_at_least_count,
        withheld_reason
    from {{ ref('rpt_compensation_summary__adjusted_gap') }}
    where company_id = '*' and variant = 'place_family_grade'
),

fairness as (
    select
        sum(check_count) as check_count,
        sum(case when verdict_name = 'Pass' then check_count end) as passed_count
    from {{ ref('rpt_compensation_summary__fairness_verdicts') }}
    where verdict_name <> 'Too few people to judge'
),

figures as (
    select
        1 as sequence,
        'Recommended increments' as measure,
        'percent' as unit,
        cast(null as string) as currency,
        'none' as direction,
        cast({{ share('recommended_amount', 'base_amount') }} as decimal(18, 4)) as value,
        cast(null as decimal(18, 4)) as previous_value,
        cast({{ share('budget_amount', 'base_amount') }} as decimal(18, 4)) as target_value,
        'budget' as target_label,
        cast(null as decimal(18, 4)) as lower_value,
        cast(null as decimal(18, 4)) as upper_value,
        people_count as n,
        'people, as a share of their base pay' as n_label,
        cast(null as string) as withheld_reason
    from reward
    where decision_date is not null

    union all

    select
        2 as sequence,
        'Cost of a full year' as measure,
        'money' as unit,
        currency,
        'none' as direction,
        cast(recommended_amount as decimal(18, 4)) as value,
        cast(null as decimal(18, 4)) as previous_value,
        cast(budget_amount as decimal(18, 4)) as target_value,
        'budget' as target_label,
        cast(null as decimal(18, 4)) as lower_value,
        cast(null as decimal(18, 4)) as upper_value,
        people_count as n,
        'people, at the rates of the plan year' as n_label,
        cast(null as string) as withheld_reason
    from reward
    where decision_date is not null

    union all

    select
        3 as sequence,
        replace(replace(measure, 'Share paid', 'Paid'), ' of the range', '') as measure,
        unit,
        cast(null as string) as currency,
        direction,
        value,
        previous_value,
        cast(null as decimal(18, 4)) as target_value,
        cast(null as string) as target_label,
        cast(null as decimal(18, 4)) as lower_value,
        cast(null as decimal(18, 4)) as upper_value,
        n,
        n_label,
        withheld_reason
    from moved

    union all

    select
        4 as sequence,
        'Women''s pay against comparable men''s' as measure,
        'percent' as unit,
        cast(null as string) as currency,
        'none' as direction,
        gap_ratio as value,
        cast(null as decimal(18, 4)) as previous_value,
        cast(null as decimal(18, 4)) as target_value,
        cast(null as string) as target_label,
        lower_ratio as lower_value,
        upper_ratio as upper_value,
        people_at_least_count as n,
        'people at least, of the same company, place, work and grade' as n_label,
        withheld_reason
    from gaps

    union all

    select
        5 as sequence,
        'Fairness checks passed' as measure,
        'count' as unit,
        cast(null as string) as currency,
        'none' as direction,
        cast(coalesce(passed_count, 0) as decimal(18, 4)) as value,
        cast(null as decimal(18, 4)) as previous_value,
        cast(check_count as decimal(18, 4)) as target_value,
        'of' as target_label,
        cast(null as decimal(18, 4)) as lower_value,
        cast(null as decimal(18, 4)) as upper_value,
        cast(null as bigint) as n,
        cast(null as string) as n_label,
        cast(null as string) as withheld_reason
    from fairness
    where check_count > 0
),

dates as (
    select max(decision_date) as decision_date
    from {{ ref('compensation_cycle') }}
)

select
    cast(figures.sequence as int) as sequence,
    figures.measure,
    figures.unit,
    figures.currency,
    figures.direction,
    dates.decision_date as period_start,
    dates.decision_date as period_end,
    figures.value,
    figures.previous_value,
    cast(figures.value - figures.previous_value as decimal(18, 4)) as change_value,
    figures.target_value,
    figures.target_label,
    figures.lower_value,
    figures.upper_value,
    cast(figures.n as bigint) as n,
    figures.n_label,
    figures.withheld_reason
from figures
cross join dates
