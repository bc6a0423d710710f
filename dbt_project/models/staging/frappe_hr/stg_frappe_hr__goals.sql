with versions as (
    {{ known_versions(source('raw_frappe_hr', 'goals'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as goal_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('goal_name') }} as goal_name,
    {{ blank_to_null('employee') }} as employee_id,
    {{ blank_to_null('company') }} as company_id,
    {{ blank_to_null('kra') }} as kra_id,
    {{ blank_to_null('appraisal_cycle') }} as cycle_id,
    {{ blank_to_null('parent_goal') }} as parent_goal_id,
    is_group = 1 as is_group,
    start_date,
    end_date,
    cast(progress as decimal(9, 4)) as progress_pct,
    {{ blank_to_null('status') }} as status,
    known_from,
    known_to
from versions
