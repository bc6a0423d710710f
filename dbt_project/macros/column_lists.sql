{#- Two relations' rows of the same `columns`, for a join's condition: one comparison a line. -#}
{% macro same(left, right, columns) -%}
{% for column in columns %}{{ left }}.{{ column }} = {{ right }}.{{ column }}{% if not loop.last %}
and {% endif %}{% endfor %}
{%- endmacro %}

{#- The `columns` of one relation, a line each. -#}
{% macro columns_of(relation, columns) -%}
{% for column in columns %}{{ relation }}.{{ column }}{% if not loop.last %},
{% endif %}{% endfor %}
{%- endmacro %}
