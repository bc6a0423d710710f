-- Critical: objectives above one another in a circle have no top, and a walk up from a goal below them would not end.
-- Whatever cannot be reached from an objective without a known parent is in such a circle or below one.
with recursive objectives as (
    select
        own.source_system,
        own.company_id,
        own.objective_id,
        above.objective_id as parent_id
    from {{ ref('canonical__objective') }} as own
    left join {{ ref('canonical__objective') }} as above
        on
            own.source_system = above.source_system
            and own.company_id = above.company_id
            and own.parent_objective_id = above.objective_id
),

reached (source_system, company_id, objective_id) as (
    select
        source_system,
        company_id,
        objective_id
    from objectives
    where parent_id is null
    union all
    select
        objectives.source_system,
        objectives.company_id,
        objectives.objective_id
    from objectives
    inner join reached
        on
            objectives.source_system = reached.source_system
            and objectives.company_id = reached.company_id
            and objectives.parent_id = reached.objective_id
)

select
    objectives.company_id,
    objectives.objective_id
from objectives
left join reached
    on
        objectives.source_system = reached.source_system
        and objectives.company_id = reached.company_id
        and objectives.objective_id = reached.objective_id
where reached.objective_id is null
