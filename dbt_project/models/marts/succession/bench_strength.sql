-- The bench of a company in counts, by name and with every person counted once.
with bench as (
    select * from {{ ref('succession_bench') }}
)

select
    company_id,
    count(*) as role_count,
    cast(count_if(successor_count > 0) as bigint) as any_successor_role_count,
    cast(count_if(ready_now_count > 0) as bigint) as covered_role_count,
    cast(count_if(is_filled_at_once) as bigint) as filled_role_count,
    cast(count_if(is_filled_within_a_year) as bigint) as filled_within_a_year_role_count,
    cast(count_if(has_emergency_cover) as bigint) as emergency_role_count,
    cast(count_if(circle_length is not null) as bigint) as circular_role_count,
    cast(sum(successor_count) as bigint) as nomination_count
from bench
group by company_id
