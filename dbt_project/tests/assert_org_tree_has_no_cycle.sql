-- Critical: a unit that cannot be reached from the root (a cycle, or a parent that does not exist) is missing from the
-- tree and its people from every roll-up. One root only.
select org_units.org_unit_id
from {{ ref('canonical__org_unit') }} as org_units
left join {{ ref('dim_org_unit') }} as tree
    on org_units.org_unit_key = tree.org_unit_key
where tree.org_unit_key is null

union all

select roots.org_unit_id
from (
    select
        org_unit_id,
        row_number() over (order by org_unit_id) as root_number
    from {{ ref('dim_org_unit') }}
    where org_level = 1
) as roots
where roots.root_number > 1
