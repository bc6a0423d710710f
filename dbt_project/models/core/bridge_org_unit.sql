with recursive org_units as (
    select
        org_unit_key,
        parent_org_unit_key
    from {{ ref('dim_org_unit') }}
),

ancestors (ancestor_org_unit_key, descendant_org_unit_key, distance) as (
    select
        org_unit_key as ancestor_org_unit_key,
        org_unit_key as descendant_org_unit_key,
        cast(0 as int) as distance
    from org_units
    union all
    select
        org_units.parent_org_unit_key as ancestor_org_unit_key,
        ancestors.descendant_org_unit_key,
        cast(ancestors.distance + 1 as int) as distance
    from ancestors
    inner join org_units
        on ancestors.ancestor_org_unit_key = org_units.org_unit_key
    where org_units.parent_org_unit_key is not null
)

select
    ancestor_org_unit_key,
    descendant_org_unit_key,
    distance
from ancestors
