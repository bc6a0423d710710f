with steps as (
    select * from {{ ref('development_plan') }}
),

people as (
    select
        people.person_key,
        people.job_key,
        units.org_unit_id,
        units.org_unit_name
    from {{ ref('dim_employee') }} as people
    left join {{ ref('dim_org_unit') }} as units
        on people.org_unit_key = units.org_unit_key
)

select
    steps.company_id,
    steps.person_key,
    steps.manager_person_key,
    leads.org_unit_id as manager_org_unit_id,
    identity.employee_number,
    identity.employee_name,
    people.org_unit_name,
    job.job_title,
    manager.employee_name as manager_name,
    steps.step_number,
    {{ plain_words('steps.step_kind') }} as step_kind,
    steps.step_title,
    steps.competency_name,
    steps.gap_level,
    steps.step_due_date,
    case when steps.is_overdue then 'Overdue' else 'Open' end as step_state,
    steps.step_reason
from steps
left join people
    on steps.person_key = people.person_key
left join {{ ref('person_identity') }} as identity
    on steps.person_key = identity.person_key
left join {{ ref('person_identity') }} as manager
    on steps.manager_person_key = manager.person_key
left join people as leads
    on steps.manager_person_key = leads.person_key
left join {{ ref('dim_job') }} as job
    on people.job_key = job.job_key
