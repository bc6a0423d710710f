with assignments as (
    {{ placed_assignments() }}
),

headcount as (
    select * from {{ ref('headcount_period') }}
),

-- Completions of people employed on the day, in the unit of that day.
direct as (
    select
        assignment.company_id,
        assignment.org_unit_key,
        cast(date_trunc('month', learning.completed_date) as date) as month_start,
        sum(learning.hours) as hours,
        count(learning.hours) as with_hours_count,
        count(*) as completion_count
    from {{ ref('fct_learning') }} as learning
    inner join assignments as assignment
        on
            learning.person_key = assignment.person_key
            and learning.completed_date >= assignment.valid_from
            and (assignment.valid_to is null or learning.completed_date < assignment.valid_to)
    where
        learning.status = 'completed'
        and assignment.worker_type = 'employee'
    group by
        assignment.company_id,
        assignment.org_unit_key,
        cast(date_trunc('month', learning.completed_date) as date)
),

completions as (
    {{ by_period('direct', ['hours', 'with_hours_count', 'completion_count']) }}
),

absent as (
    {{ absent_fields({'hours': ['learning_record', 'hours']}) }}
),

joined as (
    select
        headcount.company_id,
        headcount.org_unit_key,
        headcount.period_type,
        headcount.period_start,
        headcount.period_end,
        cast(headcount.fte_days as double) / nullif(cast(headcount.day_count as double), 0) as average_fte,
        cast(
            floor(cast(headcount.headcount_days as double) / nullif(cast(headcount.day_count as double), 0)) as bigint
        ) as n,
        completions.hours,
        coalesce(completions.with_hours_count, 0) as with_hours_count,
        coalesce(completions.completion_count, 0) as completion_count
    from headcount
    left join completions
        on
            headcount.company_id = completions.company_id
            and headcount.org_unit_key = completions.org_unit_key
            and headcount.period_type = completions.period_type
            and headcount.period_end = completions.period_end
),

judged as (
    select
        joined.*,
        absent.is_hours_absent
    from joined
    cross join absent
)

select
    'training_hours' as kpi_id,
    'per_average_fte' as variant,
    '1' as definition_version,
    period_type,
    period_start,
    period_end,
    company_id,
    org_unit_key,
    case
        when is_hours_absent then null
        when completion_count = 0 then cast(0 as double)
        else cast(hours as double)
    end as numerator,
    average_fte as denominator,
    n,
    case
        when is_hours_absent then cast(0 as double)
        when completion_count = 0 then cast(1 as double)
        else cast(with_hours_count as double) / nullif(cast(completion_count as double), 0)
    end as coverage_ratio,
    case
        when is_hours_absent then 'no_source_delivers_hours'
        when completion_count > 0 and with_hours_count = 0 then 'hours_absent_in_source'
        when average_fte = 0 then 'no_average_fte'
    end as withheld_reason
from judged
