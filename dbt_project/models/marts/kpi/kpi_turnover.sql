with direct as (
    select
        *,
        exit_count as counted_count,
        exit_count * fte as counted_fte
    from {{ ref('counted_exit') }}
    where worker_type = 'employee'
),

{{ rate_over_headcount('turnover', 'direct', ['counted_count', 'counted_fte'], [
    {'name': 'daily_average', 'average': 'daily_average'},
    {'name': 'simple_average', 'average': 'simple_average'},
    {'name': 'monthly_average', 'average': 'monthly_average'},
    {'name': 'fte', 'average': 'fte', 'measure': 'counted_fte'},
    {'name': 'annualised', 'average': 'daily_average',
     'measure': 'cast(counted_count as double) * 365 / nullif(cast(day_count as double), 0)'},
]) }}
