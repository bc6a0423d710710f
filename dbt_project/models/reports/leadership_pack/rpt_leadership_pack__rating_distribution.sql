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

shown_bands as (
    select
        folded.cycle_id,
        folded.band as rating_band,
        cast(folded.band as string) as part_key,
        min(folded.own_band) < folded.band as has_lower,
        max(folded.own_band) > folded.band as has_higher,
        sum(bands.people_count) as part_size
    from folded
    inner join bands
        on folded.cycle_id = bands.cycle_id and folded.own_band = bands.rating_band
    group by folded.cycle_id, folded.band
),

{{ released_parts('released', 'shown_bands', ['cycle_id']) }},

totals as (
    select
        cycle_id,
        sum(part_size) as rated_count
    from shown_bands
    group by cycle_id
)

select
    shown_bands.cycle_id,
    shown_bands.rating_band,
    bands.rating_label
    || case when shown_bands.has_lower then ' or below' else '' end
    || case when shown_bands.has_higher then ' or above' else '' end as rating_label,
    cast(totals.rated_count as bigint) as rated_count,
    case when not released.is_suppressed then cast(shown_bands.part_size as bigint) end as people_count,
    case
        when not released.is_suppressed
            then cast({{ share('shown_bands.part_size', 'totals.rated_count') }} as decimal(18, 4))
    end as share_ratio,
    released.withheld_reason
from shown_bands
inner join bands
    on shown_bands.cycle_id = bands.cycle_id and shown_bands.rating_band = bands.rating_band
inner join released
    on shown_bands.cycle_id = released.cycle_id and shown_bands.part_key = released.part_key
inner join totals
    on shown_bands.cycle_id = totals.cycle_id
