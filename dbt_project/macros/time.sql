{#- The effective date of the build, a date literal from the var; models have no clock. -#}
{% macro as_of_date() -%}
    cast('{{ var("as_of_date") }}' as date)
{%- endmacro %}

{#- The knowledge time of the build: nothing learned later is seen. -#}
{% macro known_at() -%}
    cast('{{ var("known_at") }}' as timestamp)
{%- endmacro %}
