{%- set kinds = ['voluntary', 'involuntary', 'other', 'unmapped'] -%}
{%- set measures = ['counted_count'] -%}
{%- set by_kind = [] -%}
{%- for kind in kinds -%}
    {%- do measures.append(kind ~ '_count') -%}
    {%- do by_kind.append({
        'name': kind,
        'numerator': kind ~ '_count',
        'n': kind ~ '_count',
        'coverage': 'coalesce(cast(counted_count - unmapped_count as double) / nullif(cast(counted_count as double), 0), 1)',
    }) -%}
{%- endfor -%}

with direct as (
    select
        *,
        {% for kind in kinds -%}
            case when exit_type = '{{ kind }}' then exit_count else 0 end as {{ kind }}_count,
        {% endfor -%}
        exit_count as counted_count
    from {{ ref('counted_exit') }}
    where worker_type = 'employee'
),

counted as (
    {{ by_dimension('direct', measures) }}
),

joined as (
    {{ with_headcount('counted', measures) }}
),

absent as (
    {{ absent_fields({'exit_type': ['employment', 'exit_type']}) }}
),

judged as (
    select
        joined.*,
        absent.is_exit_type_absent
    from joined
    cross join absent
)

{{ kpi_rows('exits', 'judged', [
    {'name': 'counted', 'numerator': 'counted_count', 'n': 'counted_count'},
    {'name': 'movements', 'numerator': 'exit_count', 'n': 'exit_count'},
]) }}

union all

{{ kpi_rows('exits', 'judged', by_kind, absent=['is_exit_type_absent', 'no_source_delivers_exit_types']) }}
