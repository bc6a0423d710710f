with versions as (
    {{ known_versions(source('raw_frappe_hr', 'appraisals'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as appraisal_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('employee') }} as employee_id,
    {{ blank_to_null('company') }} as company_id,
    {{ blank_to_null('appraisal_cycle') }} as cycle_id,
    {{ blank_to_null('appraisal_template') }} as appraisal_template_id,
    {{ blank_to_null('status') }} as status,
    rate_goals_manually = 1 as is_goal_rated_manually,
    cast(goal_score_percentage as decimal(9, 4)) as goal_score_pct,
    cast(total_score as decimal(9, 4)) as total_score,
    cast(self_score as decimal(9, 4)) as self_score,
    cast(avg_feedback_score as decimal(9, 4)) as avg_feedback_score,
    cast(final_score as decimal(9, 4)) as final_score,
    {{ blank_to_null('amended_from') }} as amended_from_id,
    known_from,
    known_to
from versions
