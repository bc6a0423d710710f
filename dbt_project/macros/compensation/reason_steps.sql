{#-
  One row of reasons per step that applies: `relation` has company_id, cycle_id, scenario_id, person_key, currency and
  what the steps say; each step is a dictionary of expressions: rule, input_name, input, threshold, contribution, applies.
-#}
{% macro step_reasons(relation, steps) -%}
{% for step in steps -%}
select
    company_id,
    cycle_id,
    scenario_id,
    person_key,
    {{ 100 + loop.index }} as sequence,
    {{ step.rule }} as rule_id,
    'applied' as outcome,
    {{ step.input_name }} as input_name,
    {{ step.input }} as input_value,
    {{ step.threshold }} as threshold,
    cast({{ step.contribution }} as decimal(18, 6)) as contribution,
    currency,
    cast(null as decimal(18, 6)) as distance_to_next,
    cast(null as string) as next_band
from {{ relation }}
where {{ step.applies }}
{{ 'union all' if not loop.last }}
{% endfor %}
{%- endmacro %}

{#-
  What `fit_to_budget` did to an amount: the scale of the budget, then the cap. Where the budget is above all caps there
  is no scale: everybody gets the cap, which is more or less than was wanted.
-#}
{% macro fit_contributions(wanted, cap) -%}
case
    when {{ wanted }} = 0 then 0
    when scale_ratio is null then greatest({{ cap }} - {{ wanted }}, 0)
    else scaled_amount - {{ wanted }}
end as scale_contribution,
case
    when {{ wanted }} = 0 then 0
    when scale_ratio is null then least({{ cap }} - {{ wanted }}, 0)
    else exact_amount - scaled_amount
end as cap_contribution
{%- endmacro %}
