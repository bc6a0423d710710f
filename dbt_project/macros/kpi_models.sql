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
