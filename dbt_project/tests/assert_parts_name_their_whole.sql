-- Critical: a part whose whole does not exist (a key result area without its card, an action without its plan) reaches
-- no figure. Each row names the file and the identifier to correct.
{%- set parts = [
    ('job_card_kras', 'canonical__job_card_kra', 'canonical__job_card', ['company_id', 'job_id', 'job_card_version']),
    ('job_card_kpis', 'canonical__job_card_kpi', 'canonical__job_card', ['company_id', 'job_id', 'job_card_version']),
    ('key_results', 'canonical__key_result', 'canonical__objective', ['company_id', 'objective_id']),
    ('job_competencies', 'canonical__job_competency', 'canonical__competency', ['company_id', 'competency_id']),
    ('dev_actions', 'canonical__dev_action', 'canonical__dev_plan', ['company_id', 'dev_plan_id']),
] %}
{%- for file_name, part, whole, keys in parts %}
    select
        '{{ file_name }}' as file_name,
        part.{{ keys[-1] if keys[-1] != 'job_card_version' else 'job_id' }} as identifier
    from {{ ref(part) }} as part
    left join {{ ref(whole) }} as whole
        on
            part.source_system = whole.source_system
            {% for key in keys -%}
                and part.{{ key }} = whole.{{ key }}
            {% endfor %}
    where whole.source_system is null
    {{ 'union all' if not loop.last }}
{%- endfor %}
