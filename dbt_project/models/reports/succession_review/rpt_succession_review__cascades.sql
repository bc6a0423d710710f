-- If a role falls vacant: who moves up, what that opens, who follows there.
with roles as (
    select
        role_key,
        role_name
    from {{ ref('critical_role') }}
)

select
    steps.role_key,
    steps.company_id,
    roles.role_name,
    steps.step_number,
    vacancies.role_name as vacant_role_name,
    identity.employee_number,
    identity.employee_name,
    opened.role_name as opened_role_name,
    case steps.step_outcome
        when 'open' then 'Nobody is left to fill it'
        when 'settled' then 'Filled, and no critical role opens'
        when 'circle' then 'Opens the role it began with'
        else 'Opens another critical role'
    end as step_outcome
from {{ ref('succession_cascade') }} as steps
inner join roles
    on steps.role_key = roles.role_key
inner join roles as vacancies
    on steps.vacant_role_key = vacancies.role_key
left join roles as opened
    on steps.opened_role_key = opened.role_key
left join {{ ref('person_identity') }} as identity
    on steps.person_key = identity.person_key
