with direct as (
    select
        *,
        case when is_continued then 0 else hire_count end as new_count
    from {{ ref('person_month') }}
    where worker_type = 'employee' and hire_count = 1
),

counted as (
    {{ by_dimension('direct', ['new_count']) }}
),

joined as (
    {{ with_headcount('counted', ['new_count']) }}
)

{{ kpi_rows('hires', 'joined', [
    {'name': 'all', 'numerator': 'hire_count', 'n': 'hire_count'},
    {'name': 'new_service', 'numerator': 'new_count', 'n': 'new_count'},
]) }}
