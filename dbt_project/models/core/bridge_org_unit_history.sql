with recursive places as (
    select
        states.org_unit_key,
        parents.org_unit_key as parent_org_unit_key,
        states.valid_from,
        {{ until('states.valid_to') }} as valid_until
    from {{ ref('canonical__org_unit_state') }} as states
    inner join {{ ref('dim_org_unit') }} as units
        on states.org_unit_key = units.org_unit_key
    left join {{ ref('dim_org_unit') }} as parents
        on states.parent_org_unit_key = parents.org_unit_key
),

-- Upwards, each step only as long as both it and the steps below it hold. The path ends a walk in a circle.
ancestors (ancestor_org_unit_key, descendant_org_unit_key, distance, valid_from, valid_until, path) as (
    select
        org_unit_key as ancestor_org_unit_key,
        org_unit_key as descendant_org_unit_key,
        cast(0 as int) as distance,
        {{ beginning_of_time() }} as valid_from,
        {{ until('null') }} as valid_until,
        cast('|' || org_unit_key || '|' as string) as path
    from {{ ref('dim_org_unit') }}
    union all
    select
        places.parent_org_unit_key as ancestor_org_unit_key,
        ancestors.descendant_org_unit_key,
        cast(ancestors.distance + 1 as int) as distance,
        greatest(places.valid_from, ancestors.valid_from) as valid_from,
        least(places.valid_until, ancestors.valid_until) as valid_until,
        cast(ancestors.path || places.parent_org_unit_key || '|' as string) as path
    from ancestors
    inner join places
        on
            ancestors.ancestor_org_unit_key = places.org_unit_key
            and ancestors.valid_from < places.valid_until
            and ancestors.valid_until > places.valid_from
    where
        places.parent_org_unit_key is not null
        and not contains(ancestors.path, '|' || places.parent_org_unit_key || '|')
),

-- A change between the two that leaves ancestor and distance as they are is none.
numbered as (
    select
        *,
        sum(is_new) over (
            partition by ancestor_org_unit_key, descendant_org_unit_key, distance
            order by valid_from
            rows between unbounded preceding and current row
        ) as range_number
    from (
        select
            *,
            case
                when
                    lag(valid_until) over (
                        partition by ancestor_org_unit_key, descendant_org_unit_key, distance order by valid_from
                    ) = valid_from
                    then 0
                else 1
            end as is_new
        from ancestors
    ) as steps
)

select
    ancestor_org_unit_key,
    descendant_org_unit_key,
    distance,
    min(valid_from) as valid_from,
    nullif(max(valid_until), {{ until('null') }}) as valid_to
from numbered
group by ancestor_org_unit_key, descendant_org_unit_key, distance, range_number
