{#-
  The KPI models of the project, found in the manifest: every model that defines a KPI under config.meta.kpi,
  in the order of their names. Empty while dbt still parses, when there is no manifest yet.
-#}
{% macro kpi_models() -%}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.meta.get('kpi') -%}
            {%- do found.append(node) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found | sort(attribute='name')) }}
{%- endmacro %}

{#- A value of a model's meta as a string literal of the engine. -#}
{% macro text_literal(value) -%}
    {{ dbt.string_literal(dbt.escape_single_quotes(value | string | trim)) }}
{%- endmacro %}

{#-
  Which canonical entities each KPI is made from, found in the manifest by following what its model reads:
  rows of kpi_id, entity.
-#}
{% macro kpi_entities() -%}
    {%- for model in kpi_models() -%}
        {%- set waiting = [model.unique_id] -%}
        {%- set entities = [] -%}
        {%- for step in range(10000) if waiting[step] is defined -%}
            {%- for above in graph.nodes[waiting[step]].depends_on.nodes if above in graph.nodes and above not in waiting -%}
                {%- do waiting.append(above) -%}
                {%- if graph.nodes[above].name.startswith('canonical__') -%}
                    {%- do entities.append(graph.nodes[above].name.removeprefix('canonical__')) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for entity in entities | sort %}
    select
        {{ text_literal(model.config.meta.kpi.id) }} as kpi_id,
        '{{ entity }}' as entity
    union all
        {%- endfor -%}
    {%- endfor %}
    select
        cast(null as string) as kpi_id,
        cast(null as string) as entity
    where false
{%- endmacro %}

{#- The columns that name one published figure, whichever release says it. -#}
{% macro figure_key() -%}
    {{ return([
        'kpi_id', 'variant', 'tree', 'dimension', 'dimension_value', 'period_type', 'period_end', 'company_id',
        'org_unit_key',
    ]) }}
{%- endmacro %}
