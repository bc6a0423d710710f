-- Completions of people employed on the day, in the unit of that day.
with direct as (
    select
        {{ place_columns() }},
        coalesce(learning.hours, 0) as hours,
        case when learning.hours is not null then 1 else 0 end as with_hours_count,
        1 as completion_count
    from {{ ref('fct_learning') }} as learning
    {{ at_place('learning', 'completed_date') }}
    where
        learning.status = 'completed'
        and place.worker_type = 'employee'
),

completions as (
    {{ by_dimension('direct', ['hours', 'with_hours_count', 'completion_count']) }}
),

absent as (
    {{ absent_fields({'hours': ['learning_record', 'hours']}) }}
),

judged as (
    select
        headcount.*,
        {{ averages()['fte'] }} as average_fte,
        completions.hours,
        coalesce(completions.with_hours_count, 0) as with_hours_count,
        coalesce(completions.completion_count, 0) as completion_count,
        absent.is_hours_absent
    from {{ ref('headcount_period') }} as headcount
    cross join absent
    left join completions
        on
            {{ same('headcount', 'completions', kpi_cell()) | indent(12) }}
)

{{ kpi_rows('training_hours', 'judged', [{
    'name': 'per_average_fte',
    'numerator': 'case when completion_count = 0 or with_hours_count > 0 then coalesce(hours, 0) end',
    'denominator': 'average_fte',
    'n': averages()['daily_average'],
    'coverage': 'case when is_hours_absent then 0 when completion_count = 0 then 1'
        ~ ' else cast(with_hours_count as double) / nullif(cast(completion_count as double), 0) end',
    'withheld': {
        'hours_absent_in_source': 'completion_count > 0 and with_hours_count = 0',
        'no_average_fte': 'average_fte = 0',
    },
}], absent=['is_hours_absent', 'no_source_delivers_hours']) }}
