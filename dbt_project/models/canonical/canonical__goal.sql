with goals as (
    select * from {{ ref('stg_frappe_hr__goals') }}
    where known_to is null and employee_id is not null
),

statuses as (
    select
        source_value,
        goal_status
    from {{ ref('mapping_goal_statuses') }}
    where source_system = 'frappe_hr'
)

select
    'frappe_hr' as source_system,
    goals.goal_id as source_id,
    goals.company_id,
    goals.employee_id as person_source_id,
    goals.cycle_id,
    goals.kra_id,
    goals.goal_id,
    goals.parent_goal_id,
    'progress_only' as measure,
    {{ ratio_of_percent('goals.progress_pct') }} as progress_ratio,
    coalesce(statuses.goal_status, 'unmapped') as status,
    goals.start_date,
    goals.end_date,
    goals.known_from
from goals
left join statuses
    on {{ mapping_word('goals.status') }} = statuses.source_value
