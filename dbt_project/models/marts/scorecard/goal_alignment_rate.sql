-- How much of what people aim at leads up to an objective of the company, by unit with all below it and by cycle.
with goals as (
    select
        paths.company_id,
        coalesce(paths.org_unit_key, root.org_unit_key) as org_unit_key,
        coalesce(paths.cycle_id, 'none') as cycle_id,
        paths.person_key,
        paths.parent_node_key,
        paths.person_weight_ratio,
        paths.is_aligned
    from {{ ref('goal_path') }} as paths
    cross join (
        {{ root_org_unit() }}
    ) as root
    where paths.node_type = 'goal' and paths.is_active and not paths.is_part_of_own_goal
),

-- Each goal once for its company and once for the group.
scoped as (
    select
        goals.*,
        goals.company_id as scope_company_id
    from goals
    union all
    select
        goals.*,
        '*' as scope_company_id
    from goals
),

rolled as (
    select
        scoped.scope_company_id as company_id,
        units.ancestor_org_unit_key as org_unit_key,
        scoped.cycle_id,
        scoped.person_key,
        count(*) as goal_count,
        count(scoped.person_weight_ratio) as weighed_count,
        count_if(scoped.is_aligned) as aligned_count,
        count(scoped.parent_node_key) as parent_count,
        sum(scoped.person_weight_ratio) as weight,
        sum(case when scoped.is_aligned then scoped.person_weight_ratio end) as aligned_weight,
        sum(case when scoped.parent_node_key is not null then scoped.person_weight_ratio end) as parent_weight
    from scoped
    inner join {{ ref('bridge_org_unit') }} as units
        on scoped.org_unit_key = units.descendant_org_unit_key
    group by scoped.scope_company_id, units.ancestor_org_unit_key, scoped.cycle_id, scoped.person_key
),

added as (
    select
        company_id,
        org_unit_key,
        cycle_id,
        sum(goal_count) as goal_count,
        sum(weighed_count) as weighed_count,
        sum(aligned_count) as aligned_count,
        sum(parent_count) as parent_count,
        sum(weight) as weight,
        sum(aligned_weight) as aligned_weight,
        sum(parent_weight) as parent_weight,
        count(person_key) as people_count,
        count_if(person_key is not null and aligned_count > 0) as aligned_people_count,
        count_if(person_key is not null and parent_count > 0) as parent_people_count
    from rolled
    group by company_id, org_unit_key, cycle_id
),

measured as (
    select
        company_id,
        org_unit_key,
        cycle_id,
        'goals' as measure,
        cast(aligned_count as double) as numerator,
        cast(parent_count as double) as parent_numerator,
        cast(goal_count as double) as denominator,
        cast(1 as double) as coverage,
        cast(null as string) as withheld_reason
    from added
    union all
    select
        company_id,
        org_unit_key,
        cycle_id,
        'weight' as measure,
        cast(coalesce(aligned_weight, 0) as double) as numerator,
        cast(coalesce(parent_weight, 0) as double) as parent_numerator,
        cast(coalesce(weight, 0) as double) as denominator,
        cast(weighed_count as double) / nullif(cast(goal_count as double), 0) as coverage,
        case when coalesce(weight, 0) = 0 then 'no_goal_has_a_weight' end as withheld_reason
    from added
    union all
    select
        company_id,
        org_unit_key,
        cycle_id,
        'people' as measure,
        cast(aligned_people_count as double) as numerator,
        cast(parent_people_count as double) as parent_numerator,
        cast(people_count as double) as denominator,
        cast(1 as double) as coverage,
        case when people_count = 0 then 'nobody_with_a_goal' end as withheld_reason
    from added
)

select
    company_id,
    org_unit_key,
    cycle_id,
    measure,
    numerator,
    denominator,
    {{ share('numerator', 'denominator') }} as aligned_ratio,
    {{ share('parent_numerator', 'denominator') }} as with_parent_ratio,
    cast(round(coverage, 9) as decimal(18, 6)) as coverage_ratio,
    withheld_reason
from measured
