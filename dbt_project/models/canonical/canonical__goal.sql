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
    cast(null as string) as title,
    cast(null as string) as org_unit_id,
    cast(null as string) as parent_objective_id,
    cast(null as string) as perspective,
    cast(null as decimal(9, 4)) as weight_ratio,
    cast(null as string) as kind,
    'progress_only' as measure,
    cast(null as string) as unit,
    cast(null as double) as baseline_value,
    cast(null as double) as target_value,
    cast(null as double) as floor_value,
    cast(null as double) as stretch_value,
    cast(null as double) as tolerance,
    cast(null as double) as limit_value,
    cast(null as string) as data_source,
    {{ ratio_of_percent('goals.progress_pct') }} as progress_ratio,
    coalesce(statuses.goal_status, 'unmapped') as status,
    goals.start_date,
    goals.end_date,
    cast(null as date) as created_date,
    goals.known_from
from goals
left join statuses
    on {{ mapping_word('goals.status') }} = statuses.source_value

union all

select
    source_system,
    goal_id as source_id,
    company_id,
    employee_number as person_source_id,
    cycle_id,
    kra_id,
    goal_id,
    parent_goal_id,
    title,
    org_unit_id,
    parent_objective_id,
    perspective,
    {{ ratio_of_percent('weight_pct') }} as weight_ratio,
    coalesce(kind, 'committed') as kind,
    measure,
    unit,
    baseline_value,
    target_value,
    floor_value,
    stretch_value,
    tolerance,
    limit_value,
    data_source,
    {{ ratio_of_percent('progress_pct') }} as progress_ratio,
    status,
    start_date,
    end_date,
    created_date,
    known_from
from {{ ref('stg_contract__goals') }}
where known_to is null
