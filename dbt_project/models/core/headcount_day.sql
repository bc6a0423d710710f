with places as (
    {{ headcount_places() }}
),

-- Who begins to be counted at a place, and whose hours begin there, on its day; and who ends.
events as (
    select
        company_id,
        org_unit_key,
        worker_type,
        counted_first as valid_from,
        1 as entered_count,
        0 as left_count,
        cast(0 as decimal(9, 4)) as fte
    from places
    where counted_first < {{ until('present_to') }}
    union all
    select
        company_id,
        org_unit_key,
        worker_type,
        present_to as valid_from,
        0 as entered_count,
        1 as left_count,
        cast(0 as decimal(9, 4)) as fte
    from places
    where counted_first < present_to
    union all
    select
        company_id,
        org_unit_key,
        worker_type,
        valid_from,
        0 as entered_count,
        0 as left_count,
        fte
    from places
    where valid_from < {{ until('present_to') }}
    union all
    select
        company_id,
        org_unit_key,
        worker_type,
        present_to as valid_from,
        0 as entered_count,
        0 as left_count,
        cast(-fte as decimal(9, 4)) as fte
    from places
    where valid_from < present_to
),

days as (
    select
        company_id,
        org_unit_key,
        worker_type,
        valid_from,
        sum(entered_count) as entered_count,
        sum(left_count) as left_count,
        sum(fte) as fte
    from events
    where valid_from <= {{ as_of_date() }}
    group by company_id, org_unit_key, worker_type, valid_from
)

select
    company_id,
    org_unit_key,
    worker_type,
    valid_from,
    lead(valid_from) over place as valid_to,
    cast(entered_count as bigint) as entered_count,
    cast(left_count as bigint) as left_count,
    cast(sum(entered_count - left_count) over to_date as bigint) as closing_count,
    cast(sum(fte) over to_date as decimal(18, 4)) as closing_fte
from days
window
    place as (partition by company_id, org_unit_key, worker_type order by valid_from),
    to_date as (
        partition by company_id, org_unit_key, worker_type
        order by valid_from
        rows between unbounded preceding and current row
    )
