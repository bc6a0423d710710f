with versions as (
    {{ known_versions(source('raw_canonical_files', 'pay_ranges'), ['company_id', 'grade_id', 'valid_from']) }}
)

select
    {{ blank_to_null('company_id') }} as company_id,
    {{ blank_to_null('grade_id') }} as grade_id,
    {{ blank_to_null('currency') }} as currency,
    cast(minimum_amount as decimal(18, 2)) as minimum_amount,
    cast(midpoint_amount as decimal(18, 2)) as midpoint_amount,
    cast(maximum_amount as decimal(18, 2)) as maximum_amount,
    valid_from,
    valid_to,
    known_from,
    known_to
from versions
