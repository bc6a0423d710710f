-- Critical: every unit lies below the root on every day in the tree as it was, once, and in the re-organised tree too;
-- a day without a place, or with two, would lose or double its people in every roll-up.
with units as (
    select org_unit_key from {{ ref('dim_org_unit') }}
),

root as (
    {{ root_org_unit() }}
),

placed as (
    select
        history.descendant_org_unit_key,
        sum({{ days_between('history.valid_from', until('history.valid_to')) }}) as placed_days
    from {{ ref('bridge_org_unit_history') }} as history
    inner join root
        on history.ancestor_org_unit_key = root.org_unit_key
    group by history.descendant_org_unit_key
),

reorganised as (
    select reorganised.descendant_org_unit_key
    from {{ ref('bridge_org_unit_reorganised') }} as reorganised
    inner join root
        on reorganised.ancestor_org_unit_key = root.org_unit_key
)

select units.org_unit_key
from units
left join placed
    on units.org_unit_key = placed.descendant_org_unit_key
left join reorganised
    on units.org_unit_key = reorganised.descendant_org_unit_key
where
    coalesce(placed.placed_days, 0) <> {{ days_between(beginning_of_time(), until('null')) }}
    or reorganised.descendant_org_unit_key is null
