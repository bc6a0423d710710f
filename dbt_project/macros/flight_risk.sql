{#- The stated facts that may speak of somebody's leaving; job_family stands beside them in the life table and the model. -#}
{% macro flight_drivers() -%}
    {{ return(['tenure', 'since_promotion', 'compa_ratio', 'pay_growth', 'manager_change']) }}
{%- endmacro %}

{#- What the regression weighs, in its order: tenure in years by piece, the other drivers from 0 to 1, the job family. -#}
{% macro flight_terms() -%}
    {{ return([
        'tenure_first', 'tenure_second', 'tenure_third', 'since_promotion', 'compa_ratio', 'pay_growth',
        'manager_change', 'job_family'
    ]) }}
{%- endmacro %}

{#- Which months each fit learns from: `validation` from those before the test year, `current` from all. -#}
{% macro flight_fits() -%}
    select
        'validation' as fit,
        test_months + 1 as first_month_age,
        test_months as scored_month_age
    from ({{ group_policy(ref('flight_risk_policy'), ['test_months']) }}) as policy
    union all
    select
        'current' as fit,
        1 as first_month_age,
        0 as scored_month_age
{%- endmacro %}

{#-
  The terms of the regression, of a row of flight_month (`person`), the hazard of its job family (`family_hazard`) and
  the average one (`average_hazard`), and the `policy`.
-#}
{% macro flight_term_values() -%}
    cast(least(person.tenure_months, policy.first_knot_months) as double) / 12 as tenure_first,
    cast(
        greatest(least(person.tenure_months, policy.second_knot_months) - policy.first_knot_months, 0) as double
    ) / 12 as tenure_second,
    cast(
        greatest(least(person.tenure_months, policy.third_knot_months) - policy.second_knot_months, 0) as double
    ) / 12 as tenure_third,
    {% for driver in flight_drivers() if driver != 'tenure' -%}
        cast(person.{{ driver }}_step as double) / 10 as {{ driver }},
    {% endfor -%}
    round(ln(family_hazard / nullif(average_hazard, 0)), 6) as job_family
{%- endmacro %}

{#- Tenths of the way of a value from `<ramp>_calm` to `<ramp>_alarm`, neither below 0 nor above 10. -#}
{% macro flight_way(value, ramp) -%}
    10 * greatest(
        least(({{ value }} - {{ ramp }}_calm) / nullif({{ ramp }}_alarm - {{ ramp }}_calm, 0), 1), 0
    )
{%- endmacro %}

{#- The number of a date's month, counted on over the years. -#}
{% macro month_number(date_expression) -%}
    cast(extract(year from {{ date_expression }}) * 12 + extract(month from {{ date_expression }}) as int)
{%- endmacro %}
