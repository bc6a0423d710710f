with versions as (
    {{ known_versions(source('raw_frappe_hr', 'exit_interviews'), ['name']) }}
)

select
    {{ blank_to_null('versions.name') }} as exit_interview_id,
    versions.creation as created_site_time,
    versions.modified as modified_site_time,
    {{ site_time_to_utc('versions.creation') }} as source_created_at,
    {{ site_time_to_utc('versions.modified') }} as source_modified_at,
    cast(versions.docstatus as int) as docstatus,
    {{ blank_to_null('versions.employee') }} as employee_id,
    {{ blank_to_null('versions.company') }} as company_id,
    {{ blank_to_null('versions.status') }} as status,
    versions.date as interview_date,
    versions.relieving_date,
    {{ blank_to_null('versions.employee_status') }} as outcome,
    {{ blank_to_null('versions.amended_from') }} as amended_from_id,
    versions.known_from,
    versions.known_to
from versions
