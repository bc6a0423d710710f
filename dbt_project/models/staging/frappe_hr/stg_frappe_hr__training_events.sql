with versions as (
    {{ known_versions(source('raw_frappe_hr', 'training_events'), ['name']) }}
)

select
    {{ blank_to_null('versions.name') }} as training_event_id,
    versions.creation as created_site_time,
    versions.modified as modified_site_time,
    {{ site_time_to_utc('versions.creation') }} as source_created_at,
    {{ site_time_to_utc('versions.modified') }} as source_modified_at,
    cast(versions.docstatus as int) as docstatus,
    {{ blank_to_null('versions.event_name') }} as event_name,
    {{ blank_to_null('versions.training_program') }} as training_program_id,
    {{ blank_to_null('versions.event_status') }} as event_status,
    {{ blank_to_null('versions.type') }} as event_type,
    {{ blank_to_null('versions.company') }} as company_id,
    versions.start_time as start_site_time,
    versions.end_time as end_site_time,
    {{ site_time_to_utc('versions.start_time') }} as start_at,
    {{ site_time_to_utc('versions.end_time') }} as end_at,
    versions.has_certificate = 1 as has_certificate,
    {{ blank_to_null('versions.amended_from') }} as amended_from_id,
    versions.known_from,
    versions.known_to
from versions
