{#-
  Makes a common table expression a step of its own. DuckDB's filter pushdown doubles its work with each of the nested
  passes of `suppression` (9 passes plan in 20 s, in 0.1 s when each is a step); Spark plans them as they are.
-#}
{% macro as_step() -%}
    {{ return(adapter.dispatch('as_step', 'meritline')()) }}
{%- endmacro %}

{% macro default__as_step() -%}
    as materialized
{%- endmacro %}

{% macro spark__as_step() -%}
    as
{%- endmacro %}
