{#-
  The rows of a KPI in the shape of `kpi_values`, a select per variant. `relation` has the columns of `kpi_cell`.
  Each variant is a mapping: `name`, and expressions over the relation `numerator`, `denominator` (1), `n` (the whole
  part of the denominator), `coverage` (1), `error` (the value's standard error, none), `currency` (none), `where` (which rows, all) and
  `withheld`: reason to condition, the first that holds. `absent` is a condition and a reason that withhold every variant and its numerator.
-#}
{% macro kpi_rows(kpi_id, relation, variants, absent=none, version='1') -%}
{% for variant in variants -%}
    {%- set denominator = variant.get('denominator', '1') -%}
    {%- set reasons = variant.get('withheld', {}) %}
    select
        '{{ kpi_id }}' as kpi_id,
        '{{ variant.name }}' as variant,
        '{{ version }}' as definition_version,
        period_type,
        period_start,
        period_end,
        company_id,
        tree,
        org_unit_key,
        dimension,
        dimension_value,
        {% if absent -%}
            case when not {{ absent[0] }} then cast({{ variant.numerator }} as double) end as numerator,
        {%- else -%}
            cast({{ variant.numerator }} as double) as numerator,
        {%- endif %}
        cast({{ denominator }} as double) as denominator,
        cast(floor({{ variant.get('n', denominator) }}) as bigint) as n,
        cast({{ variant.get('coverage', '1') }} as double) as coverage_ratio,
        cast({{ variant.get('error', 'null') }} as double) as standard_error,
        cast({{ variant.get('currency', 'null') }} as string) as currency,
        {% if absent or reasons -%}
            case
                {% if absent -%}
                    when {{ absent[0] }} then '{{ absent[1] }}'
                {% endif -%}
                {% for reason, condition in reasons.items() -%}
                    when {{ condition }} then '{{ reason }}'
                {% endfor -%}
            end as withheld_reason
        {%- else -%}
            cast(null as string) as withheld_reason
        {%- endif %}
    from {{ relation }}
    {% if variant.where %}where {{ variant.where }}{% endif %}
    {{ 'union all' if not loop.last }}
{% endfor %}
{%- endmacro %}

{#-
  The rows of a KPI that no configured source delivers: every unit and period that has a headcount, the whole alone,
  without a value and with the reason. Nothing where a source does deliver the field.
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
            headcount.tree,
            headcount.org_unit_key,
            headcount.dimension,
            headcount.dimension_value,
            cast(null as double) as numerator,
            cast(0 as double) as denominator,
            cast(0 as bigint) as n,
            cast(0 as double) as coverage_ratio,
            cast(null as double) as standard_error,
            cast(null as string) as currency,
            '{{ reason }}' as withheld_reason
        from {{ ref('headcount_period') }} as headcount
        inner join {{ ref('field_capability') }} as capability
            on
                capability.entity = '{{ field[0] }}'
                and capability.field_name = '{{ field[1] }}'
                and capability.status = 'absent'
        where headcount.dimension = 'all'
        {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The averages of headcount over a period of `headcount_period`: name to expression. -#}
{% macro averages() -%}
    {{ return({
        'daily_average': 'cast(headcount_days as double) / nullif(cast(day_count as double), 0)',
        'simple_average': 'cast(opening_count + closing_count as double) / 2',
        'monthly_average': 'cast(month_opening_sum + month_closing_sum as double) / nullif(cast(2 * month_count as double), 0)',
        'fte': 'cast(fte_days as double) / nullif(cast(day_count as double), 0)',
    }) }}
{%- endmacro %}

{#- Every cell of `headcount_period` with the `measures` of a relation of cells, 0 where it has none. -#}
{% macro with_headcount(counted, measures) -%}
    select
        headcount.*,
        {% for measure in measures -%}
            coalesce({{ counted }}.{{ measure }}, 0) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('headcount_period') }} as headcount
    left join {{ counted }}
        on
            {{ same('headcount', counted, kpi_cell()) | indent(12) }}
{%- endmacro %}

{#-
  A KPI that divides counted facts by average headcount. `facts` is a relation of direct members, with the measures,
  a row or more each (see `by_unit_month`). `variants` name the average to divide by, the `measure` that is counted
  (the first one) and the expression of coverage (1). Yields everything from the first CTE's comma on.
-#}
{% macro rate_over_headcount(kpi_id, facts, measures, variants, absent_field=none, absent_reason=none) -%}
counted as (
    {{ by_dimension(facts, measures) }}
),

joined as (
    {{ with_headcount('counted', measures) }}
),

judged as (
    select
        joined.*
        {%- if absent_field %},
            absent.is_field_absent
        {%- endif %}
    from joined
    {% if absent_field -%}
        cross join (
            {{ absent_fields({'field': absent_field}) }}
        ) as absent
    {%- endif %}
)

{%- set made = [] -%}
{%- for variant in variants -%}
    {%- set average = averages()[variant.average] -%}
    {%- do made.append({
        'name': variant.name,
        'numerator': variant.get('measure', measures[0]),
        'denominator': 'coalesce(' ~ average ~ ', 0)',
        'coverage': variant.get('coverage', '1'),
        'withheld': {'no_average_headcount': 'coalesce(' ~ average ~ ', 0) = 0'},
    }) -%}
{%- endfor %}

{{ kpi_rows(kpi_id, 'judged', made, absent=['is_field_absent', absent_reason] if absent_field else none) }}
{%- endmacro %}
