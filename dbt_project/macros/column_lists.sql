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

{#-
  A union's branch: for each of the `columns` (name: type) the expression that is `given`, and null where none is.
-#}
{% macro filled_columns(columns, given) -%}
{% for column, type in columns.items() -%}
{%- set expression = given.get(column, 'cast(null as ' ~ type ~ ')') -%}
{{ expression }}{{ ' as ' ~ column if expression != column }}{% if not loop.last %},
{% endif %}{% endfor %}
{%- endmacro %}
