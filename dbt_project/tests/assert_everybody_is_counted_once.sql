-- Critical: the heads counted at the close of the as-of date are the people employed then, whatever the number of
-- their employments.
with counted as (
    select coalesce(sum(closing_count), 0) as people_count
    from {{ ref('headcount_day') }}
    where {{ until('valid_to') }} > {{ as_of_date() }}
),

employed as (
    select count(distinct person_key) as people_count
    from {{ ref('fct_employment') }}
    where
        not is_rescinded
        and start_date <= {{ as_of_date() }}
        and {{ until('end_date') }} > {{ as_of_date() }}
)

select
    counted.people_count,
    employed.people_count as employed_count
from counted
cross join employed
where counted.people_count <> employed.people_count
