with versions as (
    {{ known_versions(source('raw_frappe_hr', 'performance_feedbacks'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as feedback_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('employee') }} as employee_id,
    {{ blank_to_null('company') }} as company_id,
    {{ blank_to_null('reviewer') }} as reviewer_employee_id,
    {{ blank_to_null('appraisal') }} as appraisal_id,
    {{ blank_to_null('appraisal_cycle') }} as cycle_id,
    added_on as added_site_time,
    {{ site_time_to_utc('added_on') }} as added_at,
    cast(total_score as decimal(9, 4)) as total_score,
    {{ blank_to_null('amended_from') }} as amended_from_id,
    known_from,
    known_to
from versions
