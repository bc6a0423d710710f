{#-
  The raw table that a canonical row came from, by the row's source system: the contract's own table, or the one of a
  system that delivers the entity otherwise.
-#}
{% macro source_table(source_system, contract_table, tables={}) -%}
    {%- set of_contract = "'raw_' || " ~ source_system ~ " || '." ~ contract_table ~ "'" -%}
    {%- if tables -%}
    case {{ source_system }}
        {%- for system, table in tables.items() %}
        when '{{ system }}' then 'raw_{{ system }}.{{ table }}'
        {%- endfor %}
        else {{ of_contract }}
    end
    {%- else -%}
    {{ of_contract }}
    {%- endif -%}
{%- endmacro %}
