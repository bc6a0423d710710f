with versions as (
    {{ known_versions(source('raw_frappe_hr', 'attendances'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as attendance_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('employee') }} as employee_id,
    {{ blank_to_null('company') }} as company_id,
    attendance_date,
    {{ blank_to_null('status') }} as status,
    cast(working_hours as decimal(9, 2)) as working_hours,
    {{ blank_to_null('leave_type') }} as leave_type_id,
    {{ blank_to_null('leave_application') }} as leave_application_id,
    late_entry = 1 as is_late_entry,
    early_exit = 1 as is_early_exit,
    {{ blank_to_null('amended_from') }} as amended_from_id,
    known_from,
    known_to
from versions
