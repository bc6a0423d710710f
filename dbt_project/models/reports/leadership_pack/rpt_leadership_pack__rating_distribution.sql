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

policy as (
    {{ disclosure_policy_in_force() }}
),

cumulated as (
    select
        bands.*,
        policy.minimum_group,
        sum(bands.people_count) over (partition by bands.cycle_id order by bands.rating_band) as from_below,
        sum(bands.people_count) over (partition by bands.cycle_id order by bands.rating_band desc) as from_above
    from bands
    cross join policy
),

edges as (
    select
        cycle_id,
        min(case when from_below >= minimum_group then rating_band end) as lowest_band,
        max(case when from_above >= minimum_group then rating_band end) as highest_band
    from cumulated
    group by cycle_id
),

folded as (
    select
        cumulated.cycle_id,
        greatest(least(cumulated.rating_band, edges.highest_band), edges.lowest_band) as rating_band,
        cumulated.rating_band as own_band,
        cumulated.people_count
    from cumulated
    inner join edges
        on cumulated.cycle_id = edges.cycle_id
),

shown_bands as (
    select
        cycle_id,
        rating_band,
        cast(rating_band as string) as part_key,
        min(own_band) < rating_band as has_lower,
        max(own_band) > rating_band as has_higher,
        sum(people_count) as part_size
    from folded
    group by cycle_id, rating_band
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
