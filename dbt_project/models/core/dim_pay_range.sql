with ranges as (
    select * from {{ ref('canonical__pay_range') }}
),

grades as (
    select
        company_id,
        grade_id,
        grade_key
    from {{ ref('canonical__grade') }}
)

select
    ranges.company_id,
    grades.grade_key,
    ranges.currency,
    ranges.minimum_amount,
    ranges.midpoint_amount,
    ranges.maximum_amount,
    ranges.valid_from,
    ranges.valid_to
from ranges
inner join grades
    on
        ranges.company_id = grades.company_id
        and ranges.grade_id = grades.grade_id
