with recursive units as (
    select
        org_unit_key,
        org_unit_id,
        parent_org_unit_key
    from {{ ref('dim_org_unit') }}
),

-- The last decision on a unit counts, one whose day is still to come too.
decisions as (
    select
        org_unit_id,
        new_org_unit_id
    from {{ ref('org_reorganisation') }}
    where {{ until('valid_to') }} > {{ as_of_date() }}
    qualify row_number() over (partition by org_unit_id order by valid_from desc) = 1
),

moved as (
    select
        decisions.org_unit_id,
        units.org_unit_key as parent_org_unit_key
    from decisions
    inner join units
        on decisions.new_org_unit_id = units.org_unit_id
),

places as (
    select
        units.org_unit_key,
        coalesce(moved.parent_org_unit_key, units.parent_org_unit_key) as parent_org_unit_key
    from units
    left join moved
        on units.org_unit_id = moved.org_unit_id
),

-- The path ends a walk in a circle.
ancestors (ancestor_org_unit_key, descendant_org_unit_key, distance, path) as (
    select
        org_unit_key as ancestor_org_unit_key,
        org_unit_key as descendant_org_unit_key,
        cast(0 as int) as distance,
        cast('|' || org_unit_key || '|' as string) as path
    from places
    union all
    select
        places.parent_org_unit_key as ancestor_org_unit_key,
        ancestors.descendant_org_unit_key,
        cast(ancestors.distance + 1 as int) as distance,
        cast(ancestors.path || places.parent_org_unit_key || '|' as string) as path
    from ancestors
    inner join places
        on ancestors.ancestor_org_unit_key = places.org_unit_key
    where
        places.parent_org_unit_key is not null
        and not contains(ancestors.path, '|' || places.parent_org_unit_key || '|')
)

select
    ancestor_org_unit_key,
    descendant_org_unit_key,
    distance
from ancestors
