-- Ratings the increments of the cycle are built on, by band, for the whole group. Bands at either end with fewer people
-- than the minimum group are shown together with the next band inwards: nothing is lost but the names of the extremes.
with bands as (
    select
        cycle_id,
        rating_band,
        max(rating_label) as rating_label,
        count(*) as people_count
    from {{ ref('increment_recommendation') }}
    where scenario_id = 'base' and rating_band is not null
    group by cycle_id, rating_band
),

{{ folded_ends('folded', 'bands', ['cycle_id'], 'rating_band') }},

{{ released_parts('released', 'folded_parts', ['cycle_id']) }},

totals as (
    select
        cycle_id,
        sum(part_size) as rated_count
    from folded_parts
    group by cycle_id
)

select
    parts.cycle_id,
    parts.band as rating_band,
    bands.rating_label
    || case when parts.has_lower then ' or below' else '' end
    || case when parts.has_higher then ' or above' else '' end as rating_label,
    cast(totals.rated_count as bigint) as rated_count,
    case when not released.is_suppressed then cast(parts.part_size as bigint) end as people_count,
    case
        when not released.is_suppressed
            then cast({{ share('parts.part_size', 'totals.rated_count') }} as decimal(18, 4))
    end as share_ratio,
    released.withheld_reason
from folded_parts as parts
inner join bands
    on parts.cycle_id = bands.cycle_id and parts.band = bands.rating_band
inner join released
    on parts.cycle_id = released.cycle_id and parts.part_key = released.part_key
inner join totals
    on parts.cycle_id = totals.cycle_id
