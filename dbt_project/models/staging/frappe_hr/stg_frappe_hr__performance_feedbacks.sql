with versions as (
    {{ known_versions(source('raw_frappe_hr', 'performance_feedbacks'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as feedback_id,
    creation as created_site_time,
    modified as modified_site_time,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('employee') }} as employee_id,
    {{ blank_to_null('company') }} as company_id,
    {{ blank_to_null('reviewer') }} as reviewer_employee_id,
    {{ blank_to_null('appraisal') }} as appraisal_id,
    {{ blank_to_null('appraisal_cycle') }} as cycle_id,
    added_on as added_site_time,
    cast(total_score as decimal(9, 4)) as total_score,
    known_from,
    known_to
from versions
