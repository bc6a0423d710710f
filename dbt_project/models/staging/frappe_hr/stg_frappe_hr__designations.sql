with versions as (
    {{ known_versions(source('raw_frappe_hr', 'designations'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as job_id,
    creation as created_site_time,
    modified as modified_site_time,
    cast(docstatus as int) as docstatus,
    known_from,
    known_to
from versions
