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

{#-
  The same over a group in which each value stands once, beside how many do not exceed it (`reached`) and how many
  there are (`total`): few rows for many observations.
-#}
{% macro counted_quantile(value, reached, total, share) -%}
    {%- set place = '(cast(' ~ total ~ ' - 1 as double) * ' ~ share ~ ')' -%}
    {%- set below = 'cast(min(case when ' ~ reached ~ ' > floor(' ~ place ~ ') then ' ~ value ~ ' end) as double)' -%}
    {%- set above = 'cast(min(case when ' ~ reached ~ ' > ceil(' ~ place ~ ') then ' ~ value ~ ' end) as double)' -%}
    {{ below }} + ({{ above }} - {{ below }}) * max({{ place }} - floor({{ place }}))
{%- endmacro %}
