with assignments as (
    select * from {{ ref('canonical__assignment') }}
),

employments as (
    select
        employment_key,
        person_key
    from {{ ref('canonical__employment') }}
),

org_units as (
    select
        org_unit_id,
        source_system,
        org_unit_key
    from {{ ref('canonical__org_unit') }}
),

jobs as (
    select
        job_id,
        source_system,
        job_key
    from {{ ref('canonical__job') }}
),

grades as (
    select
        grade_id,
        company_id,
        grade_key,
        grade_rank
    from {{ ref('canonical__grade') }}
),

links as (
    select
        source_system,
        source_id,
        person_key
    from {{ ref('canonical__identity_link') }}
)

select
    {{ surrogate_key(['assignments.employment_key', 'assignments.valid_from']) }} as assignment_key,
    assignments.employment_key,
    employments.person_key,
    assignments.company_id,
    org_units.org_unit_key,
    links.person_key as manager_person_key,
    jobs.job_key,
    grades.grade_key,
    grades.grade_rank,
    assignments.location,
    assignments.worker_type,
    assignments.fte,
    assignments.fte_is_assumed,
    assignments.is_history_assumed,
    assignments.valid_from,
    assignments.valid_to
from assignments
inner join employments
    on assignments.employment_key = employments.employment_key
left join org_units
    on
        assignments.source_system = org_units.source_system
        and assignments.org_unit_id = org_units.org_unit_id
left join jobs
    on
        assignments.source_system = jobs.source_system
        and assignments.job_id = jobs.job_id
left join grades
    on
        assignments.company_id = grades.company_id
        and assignments.grade_id = grades.grade_id
left join links
    on
        assignments.source_system = links.source_system
        and assignments.manager_source_id = links.source_id
