with items as (
    select
        *,
        item_id as kra_id
    from {{ ref('canonical__review_item') }}
    where item_type = 'kra' and rating_type = 'final'
),

cycles as (
    select * from {{ ref('canonical__review_cycle') }}
),

links as (
    select * from {{ ref('canonical__identity_link') }}
),

goal_counts as (
    select
        person_key,
        cycle_id,
        kra_id,
        count(*) as goal_count
    from {{ ref('fct_goal') }}
    where parent_goal_key is null and status <> 'archived'
    group by person_key, cycle_id, kra_id
)

select
    coalesce(items.company_id, links.company_id) as company_id,
    links.person_key,
    items.cycle_id,
    cycles.cycle_end_date,
    cycles.is_cycle_closed,
    items.kra_id,
    items.weight_ratio,
    -- Without goals the source says 0; nothing was set, so nothing was missed.
    case when goal_counts.goal_count > 0 then items.completion_ratio end as completion_ratio,
    coalesce(goal_counts.goal_count, 0) as goal_count
from items
inner join cycles
    on
        items.source_system = cycles.source_system
        and items.cycle_id = cycles.cycle_id
        and {{ binds_company('cycles', 'items') }}
inner join links
    on
        items.source_system = links.source_system
        and items.person_source_id = links.source_id
left join goal_counts
    on
        links.person_key = goal_counts.person_key
        and items.cycle_id = goal_counts.cycle_id
        and items.kra_id = goal_counts.kra_id
