with versions as (
    {{ known_versions(source('raw_frappe_hr', 'sites'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as site_id,
    {{ blank_to_null('time_zone') }} as time_zone,
    {{ blank_to_null('frappe_version') }} as frappe_version,
    {{ blank_to_null('erpnext_version') }} as erpnext_version,
    {{ blank_to_null('hrms_version') }} as hrms_version,
    known_from,
    known_to
from versions
