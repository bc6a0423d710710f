-- People in each box, and how many of them the next box would fit as well. HR sees who they are: nothing is withheld.
with boxes as (
    {{ group_policy(ref('talent_grid_box'), ['box_number', 'box_name', 'performance_band', 'potential_band']) }}
),

counted as (
    select
        performance_band,
        potential_band,
        cast(count(*) as bigint) as people_count,
        cast(count_if(is_borderline) as bigint) as borderline_count
    from {{ ref('talent_grid') }}
    where status = 'placed'
    group by performance_band, potential_band
),

total as (
    select sum(people_count) as people_count
    from counted
)

select
    cast(boxes.box_number as int) as box_number,
    boxes.box_name,
    boxes.performance_band,
    boxes.potential_band,
    coalesce(counted.people_count, 0) as people_count,
    coalesce(counted.borderline_count, 0) as borderline_count,
    cast({{ share('coalesce(counted.people_count, 0)', 'total.people_count') }} as decimal(18, 4)) as share_ratio
from boxes
cross join total
left join counted
    on
        boxes.performance_band = counted.performance_band
        and boxes.potential_band = counted.potential_band
