with versions as (
    {{ known_versions(source('raw_canonical_files', 'talent_ratings'), ['employee_number', 'assessed_at']) }}
)

select
    {{ blank_to_null('company_id') }} as company_id,
    {{ blank_to_null('employee_number') }} as employee_number,
    cast(potential as decimal(9, 4)) as potential_value,
    cast(scale_min as decimal(9, 4)) as scale_min,
    cast(scale_max as decimal(9, 4)) as scale_max,
    assessed_at as assessed_date,
    known_from,
    known_to
from versions
