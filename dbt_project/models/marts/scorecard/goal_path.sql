-- The way up from every objective, key result and goal: how deep it lies, where the way ends, and what does not fit.
with recursive nodes as (
    select * from {{ ref('goal_node') }}
),

-- From every place without a place above it, down.
walked (node_key, depth, path, top_node_key, is_unbroken) as (
    select
        node_key,
        cast(1 as int) as depth,
        cast(node_id as string) as path,
        node_key as top_node_key,
        is_active and named_parent_id is null as is_unbroken
    from nodes
    where parent_node_key is null
    union all
    select
        children.node_key,
        cast(walked.depth + 1 as int) as depth,
        cast(walked.path || ' / ' || children.node_id as string) as path,
        walked.top_node_key,
        walked.is_unbroken and children.is_active as is_unbroken
    from walked
    inner join nodes as children
        on walked.node_key = children.parent_node_key
),

unreached as (
    select
        nodes.node_key,
        nodes.parent_node_key
    from nodes
    left join walked
        on nodes.node_key = walked.node_key
    where walked.node_key is null
),

-- No way up from here ends, so whoever is met again stands in the circle and the others below it.
circled (node_key, ancestor_node_key, distance) as (
    select
        node_key,
        parent_node_key as ancestor_node_key,
        cast(1 as int) as distance
    from unreached
    union all
    select
        circled.node_key,
        unreached.parent_node_key as ancestor_node_key,
        cast(circled.distance + 1 as int) as distance
    from circled
    inner join unreached
        on circled.ancestor_node_key = unreached.node_key
    where circled.ancestor_node_key <> circled.node_key and circled.distance < 60
),

circles as (
    select distinct node_key
    from circled
    where node_key = ancestor_node_key
),

ranks as (
    select
        'company' as level_name,
        1 as level_rank
    union all
    select
        'division' as level_name,
        2 as level_rank
    union all
    select
        'department' as level_name,
        3 as level_rank
    union all
    select
        'team' as level_name,
        4 as level_rank
    union all
    select
        'person' as level_name,
        5 as level_rank
),

placed as (
    select
        nodes.*,
        walked.depth,
        walked.path,
        walked.top_node_key,
        coalesce(walked.is_unbroken, false) as is_unbroken,
        circles.node_key is not null as is_in_circle,
        case
            when circles.node_key is not null then 'circular_parent'
            when walked.node_key is null then 'below_circle'
            when nodes.parent_node_key is not null then 'linked'
            when nodes.named_parent_id is not null then 'parent_missing'
            when nodes.node_type = 'objective' and nodes.level_name = 'company' then 'top'
            else 'orphan'
        end as tree_state
    from nodes
    left join walked
        on nodes.node_key = walked.node_key
    left join circles
        on nodes.node_key = circles.node_key
),

compared as (
    select
        placed.*,
        tops.tree_state as top_state,
        tops.start_date as top_start_date,
        tops.end_date as top_end_date,
        parents.node_type as parent_node_type,
        parents.person_key as parent_person_key,
        parents.is_active as is_parent_active,
        placed.start_date >= parents.start_date and placed.end_date <= parents.end_date as fits_period,
        case
            when placed.org_unit_key is not null and parents.org_unit_key is not null
                then in_unit.descendant_org_unit_key is not null
        end as fits_owner,
        child_ranks.level_rank >= parent_ranks.level_rank as fits_level
    from placed
    left join placed as parents
        on placed.parent_node_key = parents.node_key
    left join placed as tops
        on placed.top_node_key = tops.node_key
    left join {{ ref('bridge_org_unit') }} as in_unit
        on
            parents.org_unit_key = in_unit.ancestor_org_unit_key
            and placed.org_unit_key = in_unit.descendant_org_unit_key
    left join ranks as child_ranks
        on placed.level_name = child_ranks.level_name
    left join ranks as parent_ranks
        on parents.level_name = parent_ranks.level_name
),

reasoned as (
    select
        *,
        case
            when not is_active then 'archived'
            when tree_state in ('circular_parent', 'below_circle') then 'circular_parent'
            when top_state = 'parent_missing' then 'parent_missing'
            when top_state = 'orphan' then 'no_company_objective'
            when not is_unbroken then 'parent_archived'
            when start_date is null or end_date is null then 'no_period'
            when start_date < top_start_date or end_date > top_end_date then 'other_period'
        end as unaligned_reason
    from compared
)

select
    node_key,
    company_id,
    node_type,
    source_system,
    node_id,
    level_name,
    person_key,
    org_unit_key,
    cycle_id,
    is_active,
    named_parent_type,
    named_parent_id,
    parent_node_key,
    parent_node_type,
    link_basis,
    -- A goal below another of the same person is a part of it and no goal of its own.
    node_type = 'goal'
    and coalesce(parent_node_type = 'goal' and person_key = parent_person_key, false) as is_part_of_own_goal,
    weight,
    person_weight_ratio,
    tree_state,
    depth,
    path,
    top_node_key,
    is_parent_active,
    fits_period,
    fits_owner,
    fits_level,
    unaligned_reason is null as is_aligned,
    unaligned_reason,
    start_date,
    end_date
from reasoned
