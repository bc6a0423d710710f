-- Sources say what is assigned today, not since when; so the figure is made for the last reported month only.
with assignments as (
    {{ placed_assignments() }}
),

closing as (
    select
        month_start,
        month_end
    from {{ ref('period_month') }}
    where period_type = 'month'
    qualify row_number() over (order by month_end desc) = 1
),

-- Items of the employees present at the close, in the unit of that day.
assigned as (
    select
        assignment.company_id,
        assignment.org_unit_key,
        closing.month_start,
        learning.is_mandatory,
        learning.status <> 'not_tracked' as is_tracked,
        learning.status = 'completed'
        and (learning.completed_date is null or learning.completed_date <= closing.month_end) as is_completed
    from {{ ref('fct_learning') }} as learning
    cross join closing
    inner join assignments as assignment
        on
            learning.person_key = assignment.person_key
            and closing.month_end >= assignment.valid_from
            and (assignment.valid_to is null or closing.month_end < assignment.valid_to)
    inner join {{ ref('fct_employment') }} as employment
        on assignment.employment_key = employment.employment_key
    where
        assignment.worker_type = 'employee'
        and not employment.is_rescinded
        and (employment.end_date is null or employment.end_date > closing.month_end)
        and (learning.assigned_date is null or learning.assigned_date <= closing.month_end)
),

variants as (
    select
        'mandatory' as variant,
        *
    from assigned
    where is_mandatory
    union all
    select
        'all' as variant,
        *
    from assigned
),

direct as (
    select
        variant,
        company_id,
        org_unit_key,
        month_start,
        count_if(is_completed) as completed_count,
        count_if(is_tracked) as tracked_count,
        count(*) as assigned_count
    from variants
    group by variant, company_id, org_unit_key, month_start
),

by_period as (
    {{ by_period('direct', ['completed_count', 'tracked_count', 'assigned_count'], keys=['variant']) }}
)

select
    'training_completion' as kpi_id,
    variant,
    '1' as definition_version,
    period_type,
    period_start,
    period_end,
    company_id,
    org_unit_key,
    case when tracked_count > 0 then cast(completed_count as double) end as numerator,
    cast(tracked_count as double) as denominator,
    cast(tracked_count as bigint) as n,
    cast(tracked_count as double) / nullif(cast(assigned_count as double), 0) as coverage_ratio,
    case when tracked_count = 0 then 'completion_not_tracked' end as withheld_reason
from by_period

union all

{{ absent_kpi(
    'training_completion', ['mandatory', 'all'], ['learning_record', 'status'], 'no_source_delivers_learning'
) }}
