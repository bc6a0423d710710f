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

{#- The rows of a delivery's definitions, as a query. -#}
{% macro definitions_query(delivery) -%}
{%- set definitions = definitions_of(delivery) -%}
{% for row in definitions %}
select
    cast({{ loop.index }} as int) as sequence,
    cast({{ text_literal(row.label) }} as string) as term,
    cast({{ text_literal(row.definition.split() | join(' ')) }} as string) as definition
{{ 'union all' if not loop.last }}
{% else %}
select
    cast(null as int) as sequence,
    cast(null as string) as term,
    cast(null as string) as definition
where false
{% endfor %}
{%- endmacro %}
