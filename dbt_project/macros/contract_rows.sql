{#-
  Every landed version of one contract entity, by file (`canonical_files`) and from databases (`sql_database`), with
  the system it came from and the time it was known.
  `key`: the raw columns that name a row. `columns`: the type of each raw column; a text loses its blanks.
  `renamed`: the staged name of a raw column, where it is another.
-#}
{% macro contract_rows(table, key, columns, renamed={}) -%}
    {%- for system in var('contract_sources') %}
    select
        '{{ system }}' as source_system,
        {%- for column, type in columns.items() %}
        cast({{ blank_to_null('versions.' ~ column) if type == 'string' else 'versions.' ~ column }} as {{ type }})
            as {{ renamed.get(column, column) }},
        {%- endfor %}
        versions.known_from,
        versions.known_to
    from (
        {{ known_versions(source('raw_' ~ system, table), key) | indent(8) }}
    ) as versions
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor -%}
{%- endmacro %}

{#- Whether a row of a canonical model came by the contract, whichever of its sources landed it. -#}
{% macro is_contract(source_system) -%}
    {{ source_system }} in ('{{ var('contract_sources') | join("', '") }}')
{%- endmacro %}

{#-
  Under which source's name the mapping seeds know a row's words: those of the contract are the same from files and
  from databases, and stand there once, as canonical_files.
-#}
{% macro mapping_system(source_system) -%}
    case when {{ is_contract(source_system) }} then 'canonical_files' else {{ source_system }} end
{%- endmacro %}

{#-
  Whether a review cycle is this row's. Frappe HR names its cycles once for all companies; in the contract two companies
  may have a cycle of one name, and a cycle of company '*' is everybody's.
-#}
{% macro binds_company(cycles, reviewed) -%}
    (
        {{ cycles }}.source_system = 'frappe_hr'
        or {{ cycles }}.company_id = '*'
        or {{ cycles }}.company_id = {{ reviewed }}.company_id
    )
{%- endmacro %}
