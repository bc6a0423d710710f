with versions as (
    {{ known_versions(source('raw_frappe_hr', 'training_results'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as training_result_id,
    creation as created_site_time,
    modified as modified_site_time,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('training_event') }} as training_event_id,
    known_from,
    known_to
from versions
