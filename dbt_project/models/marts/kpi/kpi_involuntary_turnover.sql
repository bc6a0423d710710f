with direct as (
    select
        *,
        case when exit_type = 'involuntary' then exit_count else 0 end as involuntary_count,
        case when exit_type = 'unmapped' then 0 else exit_count end as mapped_count,
        exit_count as counted_count,
        case when exit_type = 'involuntary' then exit_count * fte else 0 end as involuntary_fte
    from {{ ref('counted_exit') }}
    where worker_type = 'employee'
),

{%- set mapped = 'coalesce(cast(mapped_count as double) / nullif(cast(counted_count as double), 0), 1)' %}

{{ rate_over_headcount(
    'involuntary_turnover', 'direct', ['involuntary_count', 'mapped_count', 'counted_count', 'involuntary_fte'], [
        {'name': 'daily_average', 'average': 'daily_average', 'coverage': mapped},
        {'name': 'simple_average', 'average': 'simple_average', 'coverage': mapped},
        {'name': 'monthly_average', 'average': 'monthly_average', 'coverage': mapped},
        {'name': 'fte', 'average': 'fte', 'measure': 'involuntary_fte', 'coverage': mapped},
    ], absent_field=['employment', 'exit_type'], absent_reason='no_source_delivers_exit_types'
) }}
