-- Figures are given for units down to a level of the tree. Whoever works in a unit below counts, for them, in the
-- nearest unit that has figures, in every month in which the two have the same units above them all along, in both
-- trees.
with ancestors as (
    select
        month_start,
        ancestor_org_unit_key,
        descendant_org_unit_key,
        is_at_opening and is_at_close as is_all_month
    from {{ ref('org_tree_month') }}
    where tree = 'as_was'
),

shown as (
    select distinct ancestor_org_unit_key
    from ancestors
),

nearest as (
    select
        bridge.descendant_org_unit_key,
        bridge.ancestor_org_unit_key
    from {{ ref('bridge_org_unit') }} as bridge
    inner join shown
        on bridge.ancestor_org_unit_key = shown.ancestor_org_unit_key
    qualify row_number() over (partition by bridge.descendant_org_unit_key order by bridge.distance) = 1
),

lines as (
    select
        descendant_org_unit_key as org_unit_key,
        month_start,
        count(*) as ancestor_count
    from ancestors
    group by descendant_org_unit_key, month_start
    having bool_and(is_all_month)
),

-- Below today's nearest unit then, too, in all of the month: what is above that unit is above both.
below as (
    select
        ancestors.descendant_org_unit_key,
        ancestors.ancestor_org_unit_key,
        ancestors.month_start,
        lines.ancestor_count
    from ancestors
    inner join nearest
        on
            ancestors.descendant_org_unit_key = nearest.descendant_org_unit_key
            and ancestors.ancestor_org_unit_key = nearest.ancestor_org_unit_key
    inner join lines
        on
            ancestors.descendant_org_unit_key = lines.org_unit_key
            and ancestors.month_start = lines.month_start
    where ancestors.descendant_org_unit_key <> ancestors.ancestor_org_unit_key
)

-- As many above as that unit has: nothing else is above the unit below.
select
    below.descendant_org_unit_key as org_unit_key,
    below.month_start,
    below.ancestor_org_unit_key as reported_org_unit_key
from below
inner join lines
    on
        below.ancestor_org_unit_key = lines.org_unit_key
        and below.month_start = lines.month_start
where below.ancestor_count = lines.ancestor_count
