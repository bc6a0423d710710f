-- One row for each day on which a person's unit, job or grade changed, in the place left behind.
with moves as (
    select
        employment_key,
        movement_date,
        max(case when movement_type = 'transfer' then 1 else 0 end) as transfer_count
    from {{ ref('fct_movement') }}
    where movement_type in ('transfer', 'job_change', 'promotion')
    group by employment_key, movement_date
),

direct as (
    select
        {{ place_columns() }},
        moves.transfer_count as moved_unit_count,
        1 as move_count
    from moves
    {{ at_place_before('moves', 'movement_date') }}
    where place.worker_type = 'employee'
),

{{ rate_over_headcount('internal_mobility', 'direct', ['moved_unit_count', 'move_count'], [
    {'name': 'unit_changes', 'average': 'daily_average'},
    {'name': 'all_moves', 'average': 'daily_average', 'measure': 'move_count'},
]) }}
