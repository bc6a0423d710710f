-- Sources say what is assigned today, not since when; so the figure is made for the last reported month only.
with closing as (
    select max(month_start) as month_start
    from {{ ref('period_month') }}
),

-- Items of the employees present at the close, in the unit of that day.
assigned as (
    select
        {{ place_columns() }},
        learning.is_mandatory,
        1 as assigned_count,
        case when learning.status <> 'not_tracked' then 1 else 0 end as tracked_count,
        case
            when
                learning.status = 'completed'
                and (learning.completed_date is null or learning.completed_date <= place.month_end)
                then 1
            else 0
        end as completed_count
    from {{ ref('fct_learning') }} as learning
    inner join {{ ref('person_month') }} as place
        on learning.person_key = place.person_key
    inner join closing
        on place.month_start = closing.month_start
    where
        place.closing_count = 1
        and place.worker_type = 'employee'
        and (learning.assigned_date is null or learning.assigned_date <= place.month_end)
),

direct as (
    select
        'mandatory' as variant,
        *
    from assigned
    where is_mandatory
    union all
    select
        'all' as variant,
        *
    from assigned
),

summed as (
    {{ by_dimension('direct', ['completed_count', 'tracked_count', 'assigned_count'], keys=['variant']) }}
)

{% set made = [] -%}
{%- for variant in ['mandatory', 'all'] -%}
    {%- do made.append({
        'name': variant,
        'numerator': 'case when tracked_count > 0 then completed_count end',
        'denominator': 'tracked_count',
        'coverage': 'cast(tracked_count as double) / nullif(cast(assigned_count as double), 0)',
        'withheld': {'completion_not_tracked': 'tracked_count = 0'},
        'where': "variant = '" ~ variant ~ "'",
    }) -%}
{%- endfor %}
{{ kpi_rows('training_completion', 'summed', made) }}

union all

{{ absent_kpi(
    'training_completion', ['mandatory', 'all'], ['learning_record', 'status'], 'no_source_delivers_learning'
) }}
