{#-
  The one reason that says most about each recommendation of a decision ('increment' or 'promotion'): the rule that
  gave the status, else what failed, else what was missing, else the first.
-#}
{% macro headline_reasons(decision, recommendations) -%}
    select
        reason.company_id,
        reason.cycle_id,
        reason.scenario_id,
        reason.person_key,
        reason.reason_text
    from {{ ref('recommendation_reason') }} as reason
    inner join {{ recommendations }} as recommendation
        on
            reason.company_id = recommendation.company_id
            and reason.cycle_id = recommendation.cycle_id
            and reason.scenario_id = recommendation.scenario_id
            and reason.person_key = recommendation.person_key
    where reason.decision = '{{ decision }}'
    qualify
        row_number() over (
            partition by reason.company_id, reason.cycle_id, reason.scenario_id, reason.person_key
            order by
                case
                    when reason.rule_id = recommendation.status_reason and reason.outcome <> 'passed' then 1
                    when reason.outcome = 'reached' then 2
                    when reason.outcome in ('failed', 'absent') then 3
                    when reason.outcome in ('missing', 'below') then 4
                    else 5
                end,
                reason.sequence
        ) = 1
{%- endmacro %}
