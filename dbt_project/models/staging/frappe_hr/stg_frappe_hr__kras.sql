with versions as (
    {{ known_versions(source('raw_frappe_hr', 'kras'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as kra_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('title') }} as kra_title,
    known_from,
    known_to
from versions
