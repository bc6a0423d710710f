{#- A quantile of a double over the rows of a group, between two values by straight line (type 7). -#}
{% macro quantile(value, share) -%}
    {{ return(adapter.dispatch('quantile', 'meritline')(value, share)) }}
{%- endmacro %}

{% macro default__quantile(value, share) -%}
    quantile_cont({{ value }}, {{ share }})
{%- endmacro %}

{% macro spark__quantile(value, share) -%}
    percentile({{ value }}, {{ share }})
{%- endmacro %}
