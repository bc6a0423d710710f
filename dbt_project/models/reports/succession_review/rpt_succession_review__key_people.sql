-- On whom something critical hangs: a competency that few have, or a role that nobody is ready for.
select
    risks.person_key,
    risks.subject_type as subject_type_key,
    risks.subject_id,
    risks.company_id,
    case risks.risk_level when 'red' then 'Acute' else 'Present' end as risk_level,
    identity.employee_number,
    identity.employee_name,
    units.org_unit_name,
    {{ plain_words('risks.subject_type') }} as subject_type,
    risks.subject_name,
    risks.holder_count,
    risks.critical_role_count,
    {{ plain_words('risks.exit_horizon') }} as exit_horizon,
    risks.retirement_date
from {{ ref('key_person_risk') }} as risks
left join {{ ref('person_identity') }} as identity
    on risks.person_key = identity.person_key
left join {{ ref('dim_employee') }} as people
    on risks.person_key = people.person_key
left join {{ ref('dim_org_unit') }} as units
    on people.org_unit_key = units.org_unit_key
