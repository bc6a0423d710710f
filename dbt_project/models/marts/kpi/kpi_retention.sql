-- Who was there at the opening of a period and has left for good within it, in the place held at the opening.
with lost as (
    select distinct
        place.assignment_key,
        {{ place_columns() }},
        period.period_type,
        period.period_start,
        period.period_end,
        1 as lost_count
    from {{ ref('counted_exit') }} as exits
    inner join {{ ref('period_month') }} as period
        on exits.month_start = period.month_start
    inner join {{ ref('person_month') }} as place
        on
            exits.person_key = place.person_key
            and period.period_start = place.month_start
    where place.opening_count = 1 and place.worker_type = 'employee'
),

lost_of_units as (
    {{ by_unit_month(
        'lost', ['lost_count'], keys=['period_type', 'period_start', 'period_end'],
        climbed={'lost_count': 'case when in_tree.is_at_opening then direct.lost_count else 0 end'}
    ) }}
),

joined as (
    {{ with_headcount('lost_of_units', ['lost_count']) }}
)

{{ kpi_rows('retention', 'joined', [{
    'name': 'of_opening',
    'numerator': 'opening_count - lost_count',
    'denominator': 'opening_count',
    'withheld': {'nobody_at_opening': 'opening_count = 0'},
}]) }}
