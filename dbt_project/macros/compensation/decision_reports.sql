{#- Findings on decisions that came back, ready to be shown: `condition` says of which decisions, over `finding`. -#}
{% macro decision_findings(condition) -%}
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
where {{ condition }}
{%- endmacro %}

{#-
  Every reason of the recommendations of a kind ('increment' or 'promotion'), ready to be shown: `condition` says of which
  of them, over `reason`.
-#}
{% macro decision_reasons(decision, condition) -%}
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
    reason.distance_to_next,
    {{ plain_words('reason.next_band') }} as next_band,
    {{ plain_words('reason.missing_input') }} as missing_input,
    reason.reason_text
from {{ ref('recommendation_reason') }} as reason
left join {{ ref('person_identity') }} as identity
    on reason.person_key = identity.person_key
left join {{ ref('decision_reading') }} as pack
    on
        reason.company_id = pack.company_id
        and reason.cycle_id = pack.cycle_id
        and reason.person_key = pack.person_key
        and pack.decision = '{{ decision }}'
where reason.decision = '{{ decision }}' and {{ condition }}
{%- endmacro %}
