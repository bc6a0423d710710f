{#- The declared corrections of one source's employees, one row per employee with a column per field. -#}
{% macro employee_corrections(fields) -%}
    select
        source_system,
        source_id
        {%- for field in fields %},
        max(case when field_name = '{{ field }}' then right_value end) as {{ field }}
        {%- endfor %}
    from {{ ref('employee_corrections') }}
    group by source_system, source_id
{%- endmacro %}
