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
        org_unit_key
    from {{ ref('canonical__org_unit') }}
),

jobs as (
    select
        job_id,
        company_id,
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
    coalesce(own_jobs.job_key, common_jobs.job_key) as job_key,
    grades.grade_key,
    grades.grade_rank,
    assignments.location,
    assignments.worker_type,
    assignments.fte,
    assignments.fte_is_assumed,
    assignments.is_history_assumed,
    assignments.valid_from,
    assignments.valid_to,
    assignments.known_from
from assignments
inner join employments
    on assignments.employment_key = employments.employment_key
left join org_units
    on assignments.org_unit_id = org_units.org_unit_id
-- A job of the company goes before one of every company.
left join jobs as own_jobs
    on
        assignments.company_id = own_jobs.company_id
        and assignments.job_id = own_jobs.job_id
left join jobs as common_jobs
    on
        common_jobs.company_id = '*'
        and assignments.job_id = common_jobs.job_id
left join grades
    on
        assignments.company_id = grades.company_id
        and assignments.grade_id = grades.grade_id
left join links
    on
        assignments.source_system = links.source_system
        and assignments.manager_source_id = links.source_id
