-- The competencies that each critical role asks for, by its job; a company's own requirement goes before the group's.
with roles as (
    select * from {{ ref('critical_role') }}
),

jobs as (
    select
        job_key,
        job_id
    from {{ ref('dim_job') }}
)

select
    roles.company_id,
    roles.role_key,
    requirements.competency_id,
    requirements.required_level
from roles
inner join jobs
    on roles.job_key = jobs.job_key
inner join {{ ref('canonical__job_competency') }} as requirements
    on
        jobs.job_id = requirements.job_id
        and requirements.company_id in (roles.company_id, '*')
        and requirements.valid_from <= {{ as_of_date() }}
        and (requirements.valid_to is null or requirements.valid_to > {{ as_of_date() }})
where requirements.required_level > 0
qualify
    row_number() over (
        partition by roles.role_key, requirements.competency_id
        order by
            case when requirements.company_id = '*' then 1 else 0 end,
            requirements.valid_from desc,
            requirements.source_system asc
    ) = 1
