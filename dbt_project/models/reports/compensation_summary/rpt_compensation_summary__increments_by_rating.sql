-- Mean increments by rating, whole group: of everybody who could have had one.
with judged as (
    select
        cycle_id,
        rating_band,
        rating_label,
        increment_ratio
    from {{ ref('increment_recommendation') }}
    where scenario_id = 'base' and status in ('recommended', 'no_increase') and rating_band is not null
),

bands as (
    select
        cycle_id,
        rating_band,
        max(rating_label) as rating_label,
        count(*) as people_count,
        sum(increment_ratio) as ratio_sum
    from judged
    group by cycle_id, rating_band
),

{{ folded_ends('folded', 'bands', ['cycle_id'], 'rating_band', sums=['ratio_sum']) }},

{{ mean_increments_of('folded_parts') }}

select
    shown.cycle_id,
    shown.band as rating_band,
    bands.rating_label
    || case when shown.has_lower then ' or below' else '' end
    || case when shown.has_higher then ' or above' else '' end as rating_label,
    shown.people_at_least_count,
    shown.mean_increment_ratio,
    shown.withheld_reason
from shown
inner join bands
    on
        shown.cycle_id = bands.cycle_id
        and shown.band = bands.rating_band
