with versions as (
    {{ known_versions(source('raw_frappe_hr', 'employee_grades'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as grade_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    cast(default_base_pay as decimal(18, 2)) as default_base_amount,
    {{ blank_to_null('currency') }} as currency,
    known_from,
    known_to
from versions
