select
    reason.company_id,
    reason.cycle_id,
    reason.scenario_id,
    reason.person_key,
    pack.holder_org_unit_key,
    identity.employee_number,
    identity.employee_name,
    reason.sequence,
    reason.rule_id,
    {{ plain_words('reason.rule_id') }} as rule_name,
    {{ plain_words('reason.outcome') }} as outcome,
    reason.input_value,
    reason.threshold,
    reason.contribution,
    reason.currency,
    reason.reason_text
from {{ ref('recommendation_reason') }} as reason
left join {{ ref('person_identity') }} as identity
    on reason.person_key = identity.person_key
left join {{ ref('decision_reading') }} as pack
    on
        reason.company_id = pack.company_id
        and reason.cycle_id = pack.cycle_id
        and reason.person_key = pack.person_key
        and pack.decision = 'increment'
where reason.decision = 'increment' and reason.scenario_id = 'base'
