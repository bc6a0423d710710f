-- Critical roles by division: covered by name, and filled with every person counted once. Roles, not people.
with roles as (
    select
        coalesce(units.division_name, 'Above divisions') as division_name,
        bench.ready_now_count,
        bench.is_filled_at_once,
        bench.is_filled_within_a_year
    from {{ ref('succession_bench') }} as bench
    left join {{ ref('dim_org_unit') }} as units
        on bench.org_unit_key = units.org_unit_key
),

counted as (
    select
        division_name,
        false as is_whole,
        count(*) as role_count,
        count_if(ready_now_count > 0) as covered_count,
        count_if(is_filled_at_once) as filled_count,
        count_if(is_filled_at_once or is_filled_within_a_year) as filled_within_a_year_count
    from roles
    group by division_name

    union all

    select
        'All divisions' as division_name,
        true as is_whole,
        count(*) as role_count,
        count_if(ready_now_count > 0) as covered_count,
        count_if(is_filled_at_once) as filled_count,
        count_if(is_filled_at_once or is_filled_within_a_year) as filled_within_a_year_count
    from roles
    having count(*) > 0
)

select
    division_name,
    is_whole,
    cast(role_count as bigint) as role_count,
    cast(covered_count as bigint) as covered_count,
    cast(filled_count as bigint) as filled_count,
    cast(filled_within_a_year_count as bigint) as filled_within_a_year_count,
    cast({{ share('covered_count', 'role_count') }} as decimal(18, 4)) as covered_ratio,
    cast({{ share('filled_count', 'role_count') }} as decimal(18, 4)) as filled_ratio,
    cast(null as string) as withheld_reason
from counted
