with cycles as (
    select distinct
        company_id,
        cycle_id,
        decision_date,
        effective_date
    from {{ ref('compensation_cycle') }}
),

employments as (
    select * from {{ ref('fct_employment') }}
    where not is_rescinded
),

assignments as (
    select * from {{ ref('fct_assignment') }}
),

-- Service goes on through an exit that a rehire voids.
employments_after_breaks as (
    select
        *,
        case
            when lag(is_exit_voided) over (partition by person_key order by spell_number) then 0 else 1
        end as is_new_service
    from employments
),

employments_in_service as (
    select
        *,
        sum(is_new_service) over (
            partition by person_key order by spell_number rows between unbounded preceding and current row
        ) as service_number
    from employments_after_breaks
),

employments_with_service as (
    select
        *,
        min(start_date) over (partition by person_key, service_number) as service_start_date
    from employments_in_service
),

-- Time in grade runs from the first of the unbroken ranges with one grade, per spell.
assignments_after_changes as (
    select
        *,
        case
            when
                coalesce(grade_key, '')
                = coalesce(lag(grade_key) over (partition by employment_key order by valid_from), '')
                then 0
            else 1
        end as is_new_grade
    from assignments
),

assignments_in_grade as (
    select
        *,
        sum(is_new_grade) over (
            partition by employment_key order by valid_from rows between unbounded preceding and current row
        ) as grade_number
    from assignments_after_changes
),

assignments_with_grade as (
    select
        *,
        min(valid_from) over (partition by employment_key, grade_number) as grade_since_date
    from assignments_in_grade
)

select
    assignments.company_id,
    cycles.cycle_id,
    assignments.person_key,
    cycles.decision_date,
    cycles.effective_date,
    assignments.org_unit_key,
    assignments.manager_person_key,
    assignments.job_key,
    assignments.grade_key,
    assignments.grade_rank,
    assignments.fte,
    employments.service_start_date,
    cast({{ completed_months('employments.service_start_date', 'cycles.effective_date') }} as int) as service_months,
    assignments.grade_since_date,
    cast({{ completed_months('assignments.grade_since_date', 'cycles.effective_date') }} as int) as grade_months,
    case when employments.notice_date <= cycles.decision_date then employments.notice_date end as notice_date,
    employments.end_date
from cycles
inner join assignments_with_grade as assignments
    on
        cycles.company_id = assignments.company_id
        and cycles.decision_date >= assignments.valid_from
        and (assignments.valid_to is null or cycles.decision_date < assignments.valid_to)
inner join employments_with_service as employments
    on assignments.employment_key = employments.employment_key
where
    employments.worker_type = 'employee'
    and employments.start_date <= cycles.decision_date
    and (employments.end_date is null or employments.end_date > cycles.decision_date)
