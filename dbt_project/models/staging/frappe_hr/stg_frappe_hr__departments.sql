with versions as (
    {{ known_versions(source('raw_frappe_hr', 'departments'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as org_unit_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('department_name') }} as org_unit_name,
    {{ blank_to_null('parent_department') }} as parent_org_unit_id,
    {{ blank_to_null('company') }} as company_id,
    is_group = 1 as is_group,
    disabled = 1 as is_disabled,
    known_from,
    known_to
from versions
