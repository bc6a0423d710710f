-- Each pair of bands has one box of its own, 1 to 9.
select
    company_id,
    valid_from,
    count(*) as box_count
from {{ ref('talent_grid_box') }}
group by company_id, valid_from
having
    count(*) <> 9
    or count(distinct box_number) <> 9
    or min(box_number) <> 1
    or max(box_number) <> 9
