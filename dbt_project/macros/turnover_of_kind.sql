{#-
  Exits of employees of one kind (`exit_type`) over average headcount, in all averages and in FTE; coverage is the
  share of the exits whose reason is mapped to any kind.
-#}
{% macro turnover_of_kind(kind) -%}
with direct as (
    select
        *,
        case when exit_type = '{{ kind }}' then exit_count else 0 end as {{ kind }}_count,
        case when exit_type = 'unmapped' then 0 else exit_count end as mapped_count,
        exit_count as counted_count,
        case when exit_type = '{{ kind }}' then exit_count * fte else 0 end as {{ kind }}_fte
    from {{ ref('counted_exit') }}
    where worker_type = 'employee'
),

{%- set mapped = 'coalesce(cast(mapped_count as double) / nullif(cast(counted_count as double), 0), 1)' %}

{{ rate_over_headcount(
    kind ~ '_turnover', 'direct', [kind ~ '_count', 'mapped_count', 'counted_count', kind ~ '_fte'], [
        {'name': 'daily_average', 'average': 'daily_average', 'coverage': mapped},
        {'name': 'simple_average', 'average': 'simple_average', 'coverage': mapped},
        {'name': 'monthly_average', 'average': 'monthly_average', 'coverage': mapped},
        {'name': 'fte', 'average': 'fte', 'measure': kind ~ '_fte', 'coverage': mapped},
    ], absent_field=['employment', 'exit_type'], absent_reason='no_source_delivers_exit_types'
) }}
{%- endmacro %}
