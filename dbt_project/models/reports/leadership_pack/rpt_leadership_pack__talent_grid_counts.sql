with boxes as (
    {{ group_policy(ref('talent_grid_box'), ['box_number', 'box_name', 'performance_band', 'potential_band']) }}
),

placed as (
    select
        performance_band,
        potential_band,
        count(*) as people_count
    from {{ ref('talent_grid') }}
    where status = 'placed'
    group by performance_band, potential_band
),

counted as (
    select
        boxes.*,
        cast(boxes.box_number as string) as part_key,
        coalesce(placed.people_count, 0) as part_size,
        'group' as population
    from boxes
    left join placed
        on boxes.performance_band = placed.performance_band and boxes.potential_band = placed.potential_band
),

{{ released_parts('released', 'counted', ['population']) }},

total as (
    select sum(part_size) as placed_count
    from counted
)

select
    cast(counted.box_number as int) as box_number,
    counted.box_name,
    counted.performance_band,
    counted.potential_band,
    cast(total.placed_count as bigint) as placed_count,
    case when not released.is_suppressed then cast(counted.part_size as bigint) end as people_count,
    case
        when not released.is_suppressed
            then cast({{ share('counted.part_size', 'total.placed_count') }} as decimal(18, 4))
    end as share_ratio,
    released.withheld_reason
from counted
inner join released
    on counted.part_key = released.part_key
cross join total
