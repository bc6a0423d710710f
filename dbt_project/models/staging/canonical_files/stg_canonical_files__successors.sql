with versions as (
    {{ known_versions(source('raw_canonical_files', 'successors'), ['plan_id', 'employee_number']) }}
)

select
    {{ blank_to_null('plan_id') }} as plan_id,
    {{ blank_to_null('company_id') }} as company_id,
    {{ blank_to_null('employee_number') }} as employee_number,
    {{ blank_to_null('readiness') }} as readiness,
    cast(nomination_rank as int) as nomination_rank,
    is_emergency,
    assessed_at as assessed_date,
    known_from,
    known_to
from versions
