-- Critical: the ranges of an employment begin on its first day, follow one another without gap or overlap, and end
-- the day after its last day.
with ranges as (
    select
        assignments.employment_key,
        assignments.valid_from,
        assignments.valid_to,
        lag(assignments.valid_to) over spell as earlier_valid_to,
        row_number() over spell as range_number,
        lead(assignments.valid_from) over spell as next_valid_from,
        employments.start_date,
        {{ add_days('employments.end_date', 1) }} as day_after_end
    from {{ ref('fct_assignment') }} as assignments
    inner join {{ ref('fct_employment') }} as employments
        on assignments.employment_key = employments.employment_key
    window spell as (partition by assignments.employment_key order by assignments.valid_from)
)

select
    employment_key,
    valid_from
from ranges
where
    valid_to <= valid_from
    or (range_number = 1 and valid_from <> start_date)
    or (range_number > 1 and (earlier_valid_to is null or earlier_valid_to <> valid_from))
    or (
        next_valid_from is null and coalesce(valid_to, cast('9999-12-31' as date))
        <> coalesce(day_after_end, cast('9999-12-31' as date))
    )
