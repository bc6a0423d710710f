with pay_ranges as (
    select * from {{ ref('stg_contract__pay_ranges') }}
    where known_to is null
)

select
    company_id,
    grade_id,
    currency,
    minimum_amount,
    midpoint_amount,
    maximum_amount,
    valid_from,
    valid_to,
    source_system,
    known_from
from pay_ranges
