{#-
  How Spark fills a table from a seed. The adapter writes an empty cell as the word None, which a column of text keeps,
  and breaks on an apostrophe.
-#}
{% macro spark__load_csv_rows(model, agate_table) %}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set statements = [] -%}
    {%- for chunk in agate_table.rows | batch(get_batch_size()) -%}
        {%- set sql -%}
            insert into {{ this.render() }} values
            {% for row in chunk -%}
                ({% for column in agate_table.column_names -%}
                    {%- set type = types.get(column, adapter.convert_type(agate_table, loop.index0)) -%}
                    {%- set value = row[column] -%}
                    cast(
                        {%- if value is none %}null
                        {%- else %}'{{ value | string | replace('\\', '\\\\') | replace("'", "\\'") }}'
                        {%- endif %} as {{ type }}
                    ){{ ', ' if not loop.last }}
                {%- endfor %}){{ ', ' if not loop.last }}
            {% endfor %}
        {%- endset -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
        {%- do statements.append(sql) -%}
    {%- endfor -%}
    {{ return(statements[0]) }}
{% endmacro %}
