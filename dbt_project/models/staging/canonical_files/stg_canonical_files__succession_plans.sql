with versions as (
    {{ known_versions(source('raw_canonical_files', 'succession_plans'), ['plan_id']) }}
)

select
    {{ blank_to_null('plan_id') }} as plan_id,
    {{ blank_to_null('company_id') }} as company_id,
    {{ blank_to_null('role_name') }} as role_name,
    {{ blank_to_null('org_unit_id') }} as org_unit_id,
    {{ blank_to_null('incumbent_employee_number') }} as incumbent_employee_number,
    {{ blank_to_null('criticality') }} as criticality,
    valid_from,
    valid_to,
    known_from,
    known_to
from versions
