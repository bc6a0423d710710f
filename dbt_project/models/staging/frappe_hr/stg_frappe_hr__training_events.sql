with versions as (
    {{ known_versions(source('raw_frappe_hr', 'training_events'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as training_event_id,
    creation as created_site_time,
    modified as modified_site_time,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('event_name') }} as event_name,
    {{ blank_to_null('training_program') }} as training_program_id,
    {{ blank_to_null('event_status') }} as event_status,
    {{ blank_to_null('versions.type') }} as event_type,
    {{ blank_to_null('company') }} as company_id,
    start_time as start_site_time,
    end_time as end_site_time,
    has_certificate = 1 as has_certificate,
    known_from,
    known_to
from versions
