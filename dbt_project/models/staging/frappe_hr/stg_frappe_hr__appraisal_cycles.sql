with versions as (
    {{ known_versions(source('raw_frappe_hr', 'appraisal_cycles'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as cycle_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('cycle_name') }} as cycle_name,
    {{ blank_to_null('company') }} as company_id,
    {{ blank_to_null('status') }} as status,
    start_date,
    end_date,
    {{ blank_to_null('kra_evaluation_method') }} as kra_evaluation_method,
    known_from,
    known_to
from versions
