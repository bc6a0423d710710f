-- Items assigned to people employed on the day, in the unit of that day.
with assigned as (
    select
        assignment.company_id,
        assignment.org_unit_key,
        learning.person_key,
        learning.is_mandatory,
        learning.status <> 'not_tracked' as is_tracked,
        learning.status = 'completed' as is_completed,
        cast(date_trunc('month', learning.assigned_date) as date) as month_start
    from {{ ref('fct_learning') }} as learning
    inner join {{ ref('fct_assignment') }} as assignment
        on
            learning.person_key = assignment.person_key
            and assignment.valid_from <= learning.assigned_date
            and (assignment.valid_to is null or assignment.valid_to > learning.assigned_date)
    where assignment.worker_type = 'employee'
),

variants as (
    select 'mandatory' as variant, assigned.* from assigned where is_mandatory
    union all
    select 'all' as variant, assigned.* from assigned
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
    cast(tracked_count as double) / cast(assigned_count as double) as coverage_ratio,
    case when tracked_count = 0 then 'completion_not_tracked' end as withheld_reason
from by_period
