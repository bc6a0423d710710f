with months as (
    select distinct
        month_start,
        month_end,
        cast(extract(year from month_start) * 12 + extract(month from month_start) - 1 as bigint) as month_index
    from {{ ref('fct_headcount_month') }}
    where month_end <= {{ as_of_date() }}
),

fiscal_calendar as (
    {{ group_policy(ref('fiscal_calendar'), ['fiscal_year_start_month']) }}
),

-- Months since the beginning of some financial year, so that 3 and 12 of them make its quarters and years.
counted as (
    select
        months.*,
        months.month_index - fiscal_calendar.fiscal_year_start_month + 1 as fiscal_index
    from months
    cross join fiscal_calendar
),

of_period as (
    select
        'month' as period_type,
        1 as months_needed,
        month_index as period_number,
        *
    from counted
    union all
    select
        'quarter' as period_type,
        3 as months_needed,
        cast(floor(fiscal_index / 3.0) as bigint) as period_number,
        *
    from counted
    union all
    select
        'year' as period_type,
        12 as months_needed,
        cast(floor(fiscal_index / 12.0) as bigint) as period_number,
        *
    from counted
    union all
    select
        'rolling_12' as period_type,
        12 as months_needed,
        last_months.month_index as period_number,
        counted.*
    from counted
    inner join months as last_months
        on counted.month_index between last_months.month_index - 11 and last_months.month_index
),

measured as (
    select
        *,
        min(month_start) over (partition by period_type, period_number) as period_start,
        max(month_end) over (partition by period_type, period_number) as period_end,
        count(*) over (partition by period_type, period_number) as month_count,
        sum(extract(day from month_end)) over (partition by period_type, period_number) as day_count
    from of_period
)

select
    period_type,
    period_start,
    period_end,
    month_start,
    month_end,
    cast(month_count as bigint) as month_count,
    cast(day_count as bigint) as day_count
from measured
where month_count = months_needed
