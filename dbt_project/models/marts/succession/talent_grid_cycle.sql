-- Where everybody stood in the grid at the end of each of the last three closed cycles, and where they stand now.
with people as (
    select
        company_id,
        person_key,
        {{ as_of_date() }} as policy_date
    from {{ ref('dim_employee') }}
    where is_active and worker_type = 'employee'
),

asked as (
    select distinct
        company_id,
        policy_date
    from people
),

policy as (
    {{ policy_on_date(
        ref('succession_policy'), 'asked',
        [
            'newest_cycle_weight', 'second_cycle_weight', 'third_cycle_weight', 'borderline_margin',
            'hysteresis_margin', 'minimum_certainty_ratio', 'minimum_repeated_ratings',
        ]
    ) }}
),

cuts as (
    {{ policy_on_date(ref('talent_grid_cut'), 'asked', ['axis', 'band', 'lower_value', 'upper_value']) }}
),

boxes as (
    {{ policy_on_date(
        ref('talent_grid_box'), 'asked', ['performance_band', 'potential_band', 'box_number', 'box_name']
    ) }}
),

-- One final rating per person and closed cycle, the latest where there are several.
finals as (
    select
        company_id,
        person_key,
        cycle_end_date,
        rating_normalised,
        is_complete
    from {{ ref('fct_rating') }}
    where
        rating_type in ('final', 'calibrated')
        and is_cycle_closed
        and rating_normalised is not null
        and cycle_end_date <= {{ as_of_date() }}
    qualify
        row_number() over (
            partition by company_id, person_key, cycle_end_date
            order by
                case when rating_type = 'calibrated' then 0 else 1 end,
                rated_date desc nulls last,
                rating_key asc
        ) = 1
),

-- The cycles of a company by age: weights belong to the cycle, also for a person who was not rated in each
-- or whose rating lacks a part and so does not count. Three places of three cycles each look at five cycles.
aged as (
    select
        *,
        cast(dense_rank() over (partition by company_id order by cycle_end_date desc) as int) as rating_cycle_age
    from finals
    qualify dense_rank() over (partition by company_id order by cycle_end_date desc) <= 5
),

-- How far ratings of one and the same person lie apart: the noise of a single rating.
repeated as (
    select
        people.company_id,
        aged.person_key,
        count(*) as rating_count,
        {{ exact_ratio(
            'count(*) * sum(aged.rating_normalised * aged.rating_normalised)'
            ~ ' - sum(aged.rating_normalised) * sum(aged.rating_normalised)',
            'count(*)'
        ) }} as spread_squares
    from aged
    inner join people
        on aged.person_key = people.person_key
    where aged.is_complete
    group by people.company_id, aged.person_key
    having count(*) >= 2
),

noise as (
    select
        repeated.company_id,
        case
            when sum(repeated.rating_count - 1) >= max(policy.minimum_repeated_ratings)
                then sqrt(
                    cast(sum(repeated.spread_squares) as double)
                    / nullif(cast(sum(repeated.rating_count - 1) as double), 0)
                )
        end as rating_noise
    from repeated
    inner join policy
        on repeated.company_id = policy.company_id
    group by repeated.company_id
),

-- The places: today with the newest cycle, and the ends of the two cycles before.
earlier_cycles as (
    select distinct
        company_id,
        rating_cycle_age as cycle_age,
        cycle_end_date
    from aged
    where rating_cycle_age in (2, 3)
),

places as (
    select
        company_id,
        person_key,
        cast(1 as int) as cycle_age,
        policy_date as seen_date
    from people
    union all
    select
        people.company_id,
        people.person_key,
        earlier_cycles.cycle_age,
        earlier_cycles.cycle_end_date as seen_date
    from people
    inner join earlier_cycles
        on people.company_id = earlier_cycles.company_id
),

weighed as (
    select
        places.company_id,
        places.person_key,
        places.cycle_age,
        aged.cycle_end_date,
        aged.rating_normalised,
        aged.is_complete,
        case aged.rating_cycle_age - places.cycle_age
            when 0 then policy.newest_cycle_weight
            when 1 then policy.second_cycle_weight
            else policy.third_cycle_weight
        end as cycle_weight
    from places
    inner join aged
        on places.person_key = aged.person_key
    inner join policy
        on places.company_id = policy.company_id
    where aged.rating_cycle_age - places.cycle_age between 0 and 2
),

performance as (
    select
        company_id,
        person_key,
        cycle_age,
        cast({{ exact_ratio('5 * sum(cycle_weight * rating_normalised)', 'sum(cycle_weight)', 4) }} as decimal(9, 4))
            as performance_value,
        cast(sum(cycle_weight) as double) as weight_sum,
        cast(sum(cycle_weight * cycle_weight) as double) as weight_squares,
        cast(count(*) as int) as cycles_used,
        min(cycle_end_date) as oldest_evidence_date,
        max(cycle_end_date) as newest_evidence_date
    from weighed
    where cycle_weight > 0 and is_complete
    group by company_id, person_key, cycle_age
),

incomplete as (
    select distinct
        person_key,
        cycle_age
    from weighed
    where cycle_weight > 0 and not is_complete
),

latest_potential as (
    select
        places.person_key,
        places.cycle_age,
        assessed.assessed_date,
        assessed.potential_value,
        assessed.scale_min,
        assessed.scale_max
    from places
    inner join {{ ref('fct_talent_rating') }} as assessed
        on
            places.person_key = assessed.person_key
            and places.seen_date >= assessed.assessed_date
    qualify
        row_number() over (
            partition by places.person_key, places.cycle_age
            order by assessed.assessed_date desc, assessed.potential_value desc nulls last
        ) = 1
),

potential as (
    select
        person_key,
        cycle_age,
        assessed_date as potential_assessed_date,
        case
            when potential_value between scale_min and scale_max
                then cast(
                    {{ exact_ratio('5 * (potential_value - scale_min)', 'scale_max - scale_min', 4) }}
                    as decimal(9, 4)
                )
        end as potential_value
    from latest_potential
),

axes as (
    select
        places.company_id,
        places.person_key,
        places.cycle_age,
        places.seen_date,
        performance.performance_value,
        cast(
            round(5 * noise.rating_noise * sqrt(performance.weight_squares) / nullif(performance.weight_sum, 0), 9)
            as decimal(9, 4)
        ) as performance_error,
        coalesce(performance.cycles_used, 0) as cycles_used,
        performance.oldest_evidence_date,
        performance.newest_evidence_date,
        incomplete.person_key is not null as has_incomplete_rating,
        potential.potential_value,
        potential.potential_assessed_date
    from places
    left join noise
        on places.company_id = noise.company_id
    left join performance
        on
            places.person_key = performance.person_key
            and places.cycle_age = performance.cycle_age
    left join incomplete
        on
            places.person_key = incomplete.person_key
            and places.cycle_age = incomplete.cycle_age
    left join potential
        on
            places.person_key = potential.person_key
            and places.cycle_age = potential.cycle_age
),

banded as (
    select
        axes.*,
        performance_cut.band as measured_band,
        potential_cut.band as potential_band,
        coalesce(axes.performance_value - performance_cut.lower_value <= policy.borderline_margin, false)
        or coalesce(performance_cut.upper_value - axes.performance_value <= policy.borderline_margin, false)
            as is_performance_near_cut,
        coalesce(axes.potential_value - potential_cut.lower_value <= policy.borderline_margin, false)
        or coalesce(potential_cut.upper_value - axes.potential_value <= policy.borderline_margin, false)
            as is_potential_near_cut,
        cast(axes.performance_value - performance_cut.lower_value as double)
        / nullif(cast(axes.performance_error as double), 0) as errors_above_lower,
        cast(performance_cut.upper_value - axes.performance_value as double)
        / nullif(cast(axes.performance_error as double), 0) as errors_below_upper,
        policy.minimum_certainty_ratio,
        policy.hysteresis_margin
    from axes
    left join policy
        on axes.company_id = policy.company_id
    left join cuts as performance_cut
        on
            axes.company_id = performance_cut.company_id
            and performance_cut.axis = 'performance'
            and axes.performance_value is not null
            and (performance_cut.lower_value is null or axes.performance_value >= performance_cut.lower_value)
            and (performance_cut.upper_value is null or axes.performance_value < performance_cut.upper_value)
    left join cuts as potential_cut
        on
            axes.company_id = potential_cut.company_id
            and potential_cut.axis = 'potential'
            and axes.potential_value is not null
            and (potential_cut.lower_value is null or axes.potential_value >= potential_cut.lower_value)
            and (potential_cut.upper_value is null or axes.potential_value < potential_cut.upper_value)
),

-- How likely performance lies in the band that was measured: what a normal error leaves on either side is outside.
certain as (
    select
        *,
        case
            when measured_band is not null and performance_error > 0
                then cast(
                    round(
                        1e0
                        - coalesce({{ two_sided_p('errors_above_lower') }}, 0e0) / 2e0
                        - coalesce({{ two_sided_p('errors_below_upper') }}, 0e0) / 2e0,
                        9
                    ) as decimal(9, 4)
                )
        end as certainty_ratio
    from banded
),

held_3 as (
    select
        *,
        measured_band as performance_band,
        measured_band as carried_band
    from certain
    where cycle_age = 3
),

-- From cycle to cycle a band is kept until performance is the margin beyond its cut; a cycle without performance
-- carries it on.
{% for age in [2, 1] -%}
    kept_{{ age }} as (
        select
            certain.*,
            earlier.carried_band as earlier_band,
            case
                when
                    certain.measured_band is not null
                    and kept.band is not null
                    and (
                        kept.lower_value is null
                        or certain.performance_value >= kept.lower_value - certain.hysteresis_margin
                    )
                    and (
                        kept.upper_value is null
                        or certain.performance_value < kept.upper_value + certain.hysteresis_margin
                    )
                    then kept.band
                else certain.measured_band
            end as performance_band
        from certain
        left join held_{{ age + 1 }} as earlier
            on certain.person_key = earlier.person_key
        left join cuts as kept
            on
                certain.company_id = kept.company_id
                and kept.axis = 'performance'
                and earlier.carried_band = kept.band
        where certain.cycle_age = {{ age }}
    ),

    held_{{ age }} as (
        select
            *,
            coalesce(performance_band, earlier_band) as carried_band
        from kept_{{ age }}
    ),

{% endfor -%}
held as (
    {% for age in [1, 2, 3] %}
        select
            company_id,
            person_key,
            cycle_age,
            seen_date,
            performance_value,
            performance_error,
            measured_band,
            performance_band,
            certainty_ratio,
            potential_value,
            potential_band,
            is_performance_near_cut,
            is_potential_near_cut,
            minimum_certainty_ratio,
            cycles_used,
            has_incomplete_rating,
            oldest_evidence_date,
            newest_evidence_date,
            potential_assessed_date
        from held_{{ age }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    held.company_id,
    held.person_key,
    held.cycle_age,
    held.seen_date,
    held.performance_value,
    held.performance_error,
    held.measured_band,
    held.performance_band,
    held.certainty_ratio,
    held.potential_value,
    held.potential_band,
    cast(boxes.box_number as int) as box_number,
    boxes.box_name,
    boxes.box_number is not null
    and (
        held.is_potential_near_cut
        or coalesce(held.performance_band <> held.measured_band, false)
        or coalesce(held.certainty_ratio < held.minimum_certainty_ratio, held.is_performance_near_cut)
    ) as is_borderline,
    held.cycles_used,
    held.has_incomplete_rating,
    held.oldest_evidence_date,
    held.newest_evidence_date,
    held.potential_assessed_date
from held
left join boxes
    on
        held.company_id = boxes.company_id
        and held.performance_band = boxes.performance_band
        and held.potential_band = boxes.potential_band
