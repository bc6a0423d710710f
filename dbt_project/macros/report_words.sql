{#- A code as plain words: 'under_1_year' reads 'Under 1 year'. -#}
{% macro plain_words(code) -%}
    upper(substr({{ code }}, 1, 1)) || replace(substr({{ code }}, 2), '_', ' ')
{%- endmacro %}

{#-
  What the columns of a delivery's reports mean, one row a column that a reader sees, from the manifest: a term is
  described once, where it is computed, and cannot differ from the sheet that explains it.
  Empty while dbt still parses.
-#}
{% macro definitions_of(delivery) -%}
{%- set found = [] -%}
{%- set seen = [] -%}
{%- if execute -%}
    {%- for node in graph.nodes.values() | sort(attribute='name')
        if node.resource_type == 'model' and node.name.startswith('rpt_' ~ delivery ~ '__')
        and not node.name.endswith('__definitions') -%}
        {%- for column in node.columns.values() -%}
            {%- set meta = column.config.meta if column.config and column.config.meta else column.meta -%}
            {%- set label = meta.get('label') -%}
            {%- if label and meta.get('format') != 'key' and (label ~ column.description) not in seen -%}
                {%- do seen.append(label ~ column.description) -%}
                {%- do found.append({
                    'label': label,
                    'definition': column.description,
                    'place': node.name.split('__')[1].replace('_', ' ')
                }) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endif -%}
{#- A word that two tables use for two things is told apart by the table it stands in. -#}
{%- set labels = found | map(attribute='label') | list -%}
{%- for row in found if labels.count(row.label) > 1 -%}
    {%- do row.update({'label': row.label ~ ' (' ~ row.place ~ ')'}) -%}
{%- endfor -%}
{{ return(found | sort(attribute='label')) }}
{%- endmacro %}

{#- The rows of a delivery's definitions, as a query: without the marks of code, which a sheet would show. -#}
{% macro definitions_query(delivery) -%}
{%- set definitions = definitions_of(delivery) -%}
{% for row in definitions %}
select
    cast({{ loop.index }} as int) as sequence,
    cast({{ text_literal(row.label) }} as string) as term,
    cast({{ text_literal(row.definition.replace('`', '').split() | join(' ')) }} as string) as definition
{{ 'union all' if not loop.last }}
{% else %}
select
    cast(null as int) as sequence,
    cast(null as string) as term,
    cast(null as string) as definition
where false
{% endfor %}
{%- endmacro %}

{#-
  What a delivery withholds, as a query: how many rows of each of the `tables` (model, title) are withheld and why,
  and which of the `needs` (title, entity, field) is empty as a whole because no configured source delivers it.
-#}
{% macro withheld_query(tables, needs) -%}
with cells as (
    {% for table, title in tables -%}
        select
            {{ loop.index }} as sequence,
            '{{ title }}' as section_name,
            withheld_reason
        from {{ ref(table) }}
        where withheld_reason is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- A whole table that is empty, because nothing delivers what it is made of.
empty_tables as (
    {% for title, entity, field_name in needs -%}
        select
            {{ loop.index + tables | length }} as sequence,
            '{{ title }}' as section_name,
            absent_reason as withheld_reason
        from {{ ref('field_capability') }}
        where entity = '{{ entity }}' and field_name = '{{ field_name }}' and status = 'absent'
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    cast(sequence as int) as sequence,
    section_name,
    withheld_reason,
    cast(count(*) as bigint) as cell_count
from cells
group by sequence, section_name, withheld_reason

union all

select
    cast(sequence as int) as sequence,
    section_name,
    withheld_reason,
    cast(0 as bigint) as cell_count
from empty_tables
{%- endmacro %}
