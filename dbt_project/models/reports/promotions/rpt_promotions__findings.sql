select
    finding.company_id,
    finding.cycle_id,
    finding.subject_id,
    finding.holder_org_unit_key,
    {{ plain_words('finding.severity') }} as severity,
    {{ plain_words('finding.finding_id') }} as finding_name,
    identity.employee_number,
    identity.employee_name,
    holder.org_unit_name as holder_org_unit_name,
    finding.finding_text,
    finding.owner,
    finding.remedy
from {{ ref('decision_check') }} as finding
left join {{ ref('person_identity') }} as identity
    on finding.person_key = identity.person_key
left join {{ ref('dim_org_unit') }} as holder
    on finding.holder_org_unit_key = holder.org_unit_key
where finding.decision = 'promotion'
