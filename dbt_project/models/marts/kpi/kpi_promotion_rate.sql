-- In the unit and grade left behind, so that the rate of a grade is of those who could rise from it.
with direct as (
    select
        {{ place_columns() }},
        1 as promotion_count
    from {{ ref('fct_movement') }} as movement
    {{ at_place_before('movement', 'movement_date') }}
    where movement.movement_type = 'promotion' and place.worker_type = 'employee'
),

{{ rate_over_headcount('promotion_rate', 'direct', ['promotion_count'], [
    {'name': 'daily_average', 'average': 'daily_average'},
], absent_field=['assignment', 'grade_id'], absent_reason='no_source_delivers_grades') }}
