with assignments as (
    {{ placed_assignments() }}
),

years as (
    select
        period_start,
        period_end,
        month_start as closing_month_start
    from {{ ref('period_month') }}
    where period_type = 'year' and month_end = period_end
),

with_goal as (
    select distinct
        years.period_end,
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
        assignment.company_id,
        assignment.org_unit_key,
        years.closing_month_start as month_start,
        count(*) as covered_count
    from with_goal
    inner join years
        on with_goal.period_end = years.period_end
    inner join assignments as assignment
        on
            with_goal.person_key = assignment.person_key
            and years.period_end >= assignment.valid_from
            and (assignment.valid_to is null or years.period_end < assignment.valid_to)
    inner join {{ ref('fct_employment') }} as employment
        on assignment.employment_key = employment.employment_key
    where
        assignment.worker_type = 'employee'
        and not employment.is_rescinded
        and (employment.end_date is null or employment.end_date > years.period_end)
    group by
        assignment.company_id,
        assignment.org_unit_key,
        years.closing_month_start
),

covered as (
    {{ by_period('direct', ['covered_count']) }}
),

absent as (
    {{ absent_fields({'goal': ['goal', 'goal_id']}) }}
)

select
    'goal_coverage' as kpi_id,
    'at_close' as variant,
    '1' as definition_version,
    headcount.period_type,
    headcount.period_start,
    headcount.period_end,
    headcount.company_id,
    headcount.org_unit_key,
    case when not absent.is_goal_absent then cast(coalesce(covered.covered_count, 0) as double) end as numerator,
    cast(headcount.closing_count as double) as denominator,
    headcount.closing_count as n,
    cast(1 as double) as coverage_ratio,
    case
        when absent.is_goal_absent then 'no_source_delivers_goals'
        when headcount.closing_count = 0 then 'nobody_at_close'
    end as withheld_reason
from {{ ref('headcount_period') }} as headcount
cross join absent
left join covered
    on
        headcount.company_id = covered.company_id
        and headcount.org_unit_key = covered.org_unit_key
        and headcount.period_type = covered.period_type
        and headcount.period_end = covered.period_end
where headcount.period_type = 'year'
