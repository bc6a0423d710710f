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

{#-
  The rows of a KPI that no configured source delivers: every unit and period that has a headcount, without a value
  and with the reason. Nothing where a source does deliver the field.
-#}
{% macro absent_kpi(kpi_id, variants, field, reason, version='1') -%}
    {%- for variant in variants %}
        select
            '{{ kpi_id }}' as kpi_id,
            '{{ variant }}' as variant,
            '{{ version }}' as definition_version,
            headcount.period_type,
            headcount.period_start,
            headcount.period_end,
            headcount.company_id,
            headcount.org_unit_key,
            cast(null as double) as numerator,
            cast(0 as double) as denominator,
            cast(0 as bigint) as n,
            cast(0 as double) as coverage_ratio,
            '{{ reason }}' as withheld_reason
        from {{ ref('headcount_period') }} as headcount
        inner join {{ ref('field_capability') }} as capability
            on
                capability.entity = '{{ field[0] }}'
                and capability.field_name = '{{ field[1] }}'
                and capability.status = 'absent'
        {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
