with versions as (
    {{ known_versions(source('raw_frappe_hr', 'leave_applications'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as leave_application_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('employee') }} as employee_id,
    {{ blank_to_null('company') }} as company_id,
    {{ blank_to_null('leave_type') }} as leave_type_id,
    from_date,
    to_date,
    half_day = 1 as is_half_day,
    half_day_date,
    cast(total_leave_days as decimal(9, 2)) as leave_days,
    posting_date,
    {{ blank_to_null('status') }} as status,
    {{ blank_to_null('amended_from') }} as amended_from_id,
    known_from,
    known_to
from versions
