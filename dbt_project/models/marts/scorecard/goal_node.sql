-- Objectives, key results and goals of every system as places in one tree, each with the place above it that it names.
with links as (
    select
        source_system,
        source_id,
        company_id,
        person_key
    from {{ ref('canonical__identity_link') }}
    where person_key is not null
),

units as (
    select
        org_unit_key,
        org_unit_id,
        case when level_name = 'group' then 'company' else level_name end as level_name
    from {{ ref('dim_org_unit') }}
),

objectives as (
    select
        *,
        {{ surrogate_key(["'objective'", 'source_system', 'company_id', 'objective_id']) }} as node_key
    from {{ ref('canonical__objective') }}
),

key_results as (
    select * from {{ ref('canonical__key_result') }}
),

-- A file and a database may both say what a goal serves: the first by name counts.
alignments as (
    select
        goal_source_system,
        goal_id,
        parent_objective_id,
        weight
    from {{ ref('canonical__goal_alignment') }}
    qualify row_number() over (partition by goal_source_system, goal_id order by source_system) = 1
),

goals as (
    select
        goals.*,
        {{ surrogate_key(['goals.source_system', 'goals.goal_id']) }} as node_key,
        coalesce(goals.company_id, links.company_id) as owner_company_id,
        links.person_key,
        least({{ as_of_date() }}, goals.end_date) as place_date,
        case
            when goals.parent_goal_id is not null then 'goal'
            when coalesce(goals.parent_objective_id, alignments.parent_objective_id) is not null then 'objective'
        end as named_parent_type,
        coalesce(goals.parent_goal_id, goals.parent_objective_id, alignments.parent_objective_id) as named_parent_id,
        case
            when coalesce(goals.parent_goal_id, goals.parent_objective_id) is not null then 'own'
            when alignments.parent_objective_id is not null then 'alignment_file'
        end as link_basis,
        case
            when goals.parent_goal_id is null and goals.parent_objective_id is null then alignments.weight
        end as weight
    from {{ ref('canonical__goal') }} as goals
    left join links
        on
            goals.source_system = links.source_system
            and goals.person_source_id = links.source_id
    left join alignments
        on
            goals.source_system = alignments.goal_source_system
            and goals.goal_id = alignments.goal_id
),

asked_places as (
    select distinct
        person_key,
        place_date
    from goals
    where person_key is not null
),

-- Where a person was on the goal's last day, or last before it.
places as (
    select
        asked_places.person_key,
        asked_places.place_date,
        assignments.org_unit_key
    from asked_places
    inner join {{ ref('fct_assignment') }} as assignments
        on
            asked_places.person_key = assignments.person_key
            and asked_places.place_date >= assignments.valid_from
    qualify
        row_number() over (
            partition by asked_places.person_key, asked_places.place_date
            order by assignments.valid_from desc, assignments.assignment_key asc
        ) = 1
),

united as (
    select
        objectives.node_key,
        objectives.company_id,
        'objective' as node_type,
        objectives.source_system,
        objectives.objective_id as node_id,
        objectives.objective_level as level_name,
        links.person_key,
        units.org_unit_key,
        cast(null as string) as cycle_id,
        cast(null as string) as kra_id,
        objectives.title,
        case when objectives.parent_objective_id is not null then 'objective' end as named_parent_type,
        objectives.parent_objective_id as named_parent_id,
        case when objectives.parent_objective_id is not null then 'own' end as link_basis,
        objectives.weight,
        cast(null as decimal(9, 4)) as person_weight_ratio,
        cast(null as string) as kind,
        cast(null as string) as measure,
        cast(null as string) as unit,
        cast(null as double) as baseline_value,
        cast(null as double) as target_value,
        cast(null as double) as floor_value,
        cast(null as double) as stretch_value,
        cast(null as double) as tolerance,
        cast(null as double) as limit_value,
        cast(null as string) as data_source,
        cast(null as decimal(9, 4)) as progress_ratio,
        cast(null as string) as status,
        objectives.period_start_date as start_date,
        objectives.period_end_date as end_date,
        cast(null as date) as created_date
    from objectives
    left join links
        on
            objectives.source_system = links.source_system
            and objectives.owner_source_id = links.source_id
    left join units
        on objectives.owner_org_unit_id = units.org_unit_id
    union all
    select
        {{ surrogate_key(["'key_result'", 'key_results.source_system', 'key_results.company_id',
            'key_results.key_result_id']) }} as node_key,
        key_results.company_id,
        'key_result' as node_type,
        key_results.source_system,
        key_results.key_result_id as node_id,
        objectives.objective_level as level_name,
        links.person_key,
        units.org_unit_key,
        cast(null as string) as cycle_id,
        cast(null as string) as kra_id,
        key_results.title,
        'objective' as named_parent_type,
        key_results.objective_id as named_parent_id,
        'own' as link_basis,
        key_results.weight,
        cast(null as decimal(9, 4)) as person_weight_ratio,
        key_results.goal_kind as kind,
        key_results.measure,
        key_results.unit,
        key_results.baseline_value,
        key_results.target_value,
        key_results.floor_value,
        key_results.stretch_value,
        key_results.tolerance,
        key_results.limit_value,
        cast(null as string) as data_source,
        cast(null as decimal(9, 4)) as progress_ratio,
        cast(null as string) as status,
        objectives.period_start_date as start_date,
        objectives.period_end_date as end_date,
        cast(null as date) as created_date
    from key_results
    left join objectives
        on
            key_results.source_system = objectives.source_system
            and key_results.company_id = objectives.company_id
            and key_results.objective_id = objectives.objective_id
    left join links
        on
            objectives.source_system = links.source_system
            and objectives.owner_source_id = links.source_id
    left join units
        on objectives.owner_org_unit_id = units.org_unit_id
    union all
    select
        goals.node_key,
        goals.owner_company_id as company_id,
        'goal' as node_type,
        goals.source_system,
        goals.goal_id as node_id,
        case when goals.person_source_id is not null then 'person' else units.level_name end as level_name,
        goals.person_key,
        coalesce(units.org_unit_key, places.org_unit_key) as org_unit_key,
        goals.cycle_id,
        goals.kra_id,
        goals.title,
        goals.named_parent_type,
        goals.named_parent_id,
        goals.link_basis,
        goals.weight,
        goals.weight_ratio as person_weight_ratio,
        goals.kind,
        goals.measure,
        goals.unit,
        goals.baseline_value,
        goals.target_value,
        goals.floor_value,
        goals.stretch_value,
        goals.tolerance,
        goals.limit_value,
        goals.data_source,
        goals.progress_ratio,
        goals.status,
        goals.start_date,
        goals.end_date,
        goals.created_date
    from goals
    left join units
        on goals.org_unit_id = units.org_unit_id
    left join places
        on
            goals.person_key = places.person_key
            and goals.place_date = places.place_date
),

-- An objective of the company goes before one of every company.
objective_parents as (
    select
        united.node_key,
        objectives.node_key as parent_node_key
    from united
    inner join objectives
        on
            united.named_parent_id = objectives.objective_id
            and objectives.company_id in (united.company_id, '*')
    where united.named_parent_type = 'objective'
    qualify
        row_number() over (
            partition by united.node_key
            order by
                case when objectives.company_id = '*' then 1 else 0 end,
                case when objectives.source_system = united.source_system then 0 else 1 end,
                objectives.source_system
        ) = 1
),

goal_parents as (
    select
        children.node_key,
        parents.node_key as parent_node_key
    from goals as children
    inner join goals as parents
        on
            children.source_system = parents.source_system
            and children.parent_goal_id = parents.goal_id
)

select
    united.node_key,
    united.company_id,
    united.node_type,
    united.source_system,
    united.node_id,
    united.level_name,
    united.person_key,
    united.org_unit_key,
    united.cycle_id,
    united.kra_id,
    united.title,
    united.named_parent_type,
    united.named_parent_id,
    coalesce(objective_parents.parent_node_key, goal_parents.parent_node_key) as parent_node_key,
    united.link_basis,
    united.weight,
    united.person_weight_ratio,
    united.kind,
    united.measure,
    case
        when united.measure = 'progress_only' then 'progress_only'
        when united.measure is not null then 'measured'
    end as goal_basis,
    united.unit,
    united.baseline_value,
    united.target_value,
    united.floor_value,
    united.stretch_value,
    united.tolerance,
    united.limit_value,
    united.data_source,
    united.progress_ratio,
    united.status,
    coalesce(united.status, 'in_progress') <> 'archived' as is_active,
    united.start_date,
    united.end_date,
    united.created_date
from united
left join objective_parents
    on united.node_key = objective_parents.node_key
left join goal_parents
    on united.node_key = goal_parents.node_key
