with direct as (
    select
        *,
        case when exit_type = 'voluntary' then exit_count else 0 end as voluntary_count,
        case when exit_type = 'unmapped' then 0 else exit_count end as mapped_count,
        exit_count as counted_count,
        case when exit_type = 'voluntary' then exit_count * fte else 0 end as voluntary_fte
    from {{ ref('counted_exit') }}
    where worker_type = 'employee'
),

{%- set mapped = 'coalesce(cast(mapped_count as double) / nullif(cast(counted_count as double), 0), 1)' %}

{{ rate_over_headcount(
    'voluntary_turnover', 'direct', ['voluntary_count', 'mapped_count', 'counted_count', 'voluntary_fte'], [
        {'name': 'daily_average', 'average': 'daily_average', 'coverage': mapped},
        {'name': 'simple_average', 'average': 'simple_average', 'coverage': mapped},
        {'name': 'monthly_average', 'average': 'monthly_average', 'coverage': mapped},
        {'name': 'fte', 'average': 'fte', 'measure': 'voluntary_fte', 'coverage': mapped},
    ], absent_field=['employment', 'exit_type'], absent_reason='no_source_delivers_exit_types'
) }}
