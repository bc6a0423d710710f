with years as (
    select
        period_start,
        period_end,
        month_start
    from {{ ref('period_month') }}
    where period_type = 'year' and month_end = period_end
),

with_goal as (
    select distinct
        years.month_start,
        goal.person_key
    from {{ ref('fct_goal') }} as goal
    inner join years
        on
            goal.start_date <= years.period_end
            and (goal.end_date is null or goal.end_date >= years.period_start)
    where goal.status <> 'archived'
),

-- Employees present at the close of the year, in the unit of that day.
direct as (
    select
        {{ place_columns() }},
        1 as covered_count
    from with_goal
    inner join {{ ref('person_month') }} as place
        on
            with_goal.person_key = place.person_key
            and with_goal.month_start = place.month_start
    where place.closing_count = 1 and place.worker_type = 'employee'
),

covered as (
    {{ by_dimension('direct', ['covered_count'], at_close=true) }}
),

absent as (
    {{ absent_fields({'goal': ['goal', 'goal_id']}) }}
),

judged as (
    select
        headcount.*,
        coalesce(covered.covered_count, 0) as covered_count,
        absent.is_goal_absent
    from {{ ref('headcount_period') }} as headcount
    cross join absent
    left join covered
        on
            {{ same('headcount', 'covered', kpi_cell()) | indent(12) }}
    where headcount.period_type = 'year'
)

{{ kpi_rows('goal_coverage', 'judged', [{
    'name': 'at_close',
    'numerator': 'covered_count',
    'denominator': 'closing_count',
    'withheld': {'nobody_at_close': 'closing_count = 0'},
}], absent=['is_goal_absent', 'no_source_delivers_goals']) }}
