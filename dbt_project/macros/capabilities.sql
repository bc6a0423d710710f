{#-
  Which fields no configured source delivers: one row with `is_<name>_absent` per field asked for. `fields` maps a
  name to the entity and the field, e.g. {'hours': ['learning_record', 'hours']}.
-#}
{% macro absent_fields(fields) -%}
    select
        {%- for name, field in fields.items() %}
            coalesce(
                max(case when entity = '{{ field[0] }}' and field_name = '{{ field[1] }}' and status = 'absent' then 1 end),
                0
            ) = 1 as is_{{ name }}_absent{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('field_capability') }}
{%- endmacro %}
