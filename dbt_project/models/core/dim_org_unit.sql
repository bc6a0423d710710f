with recursive org_units as (
    select * from {{ ref('canonical__org_unit') }}
),

tree (org_unit_key, org_level, division_org_unit_key, division_name, department_org_unit_key, path) as (
    select
        org_unit_key,
        cast(1 as int) as org_level,
        cast(null as string) as division_org_unit_key,
        cast(null as string) as division_name,
        cast(null as string) as department_org_unit_key,
        cast(org_unit_name as string) as path
    from org_units
    where parent_org_unit_key is null
    union all
    select
        children.org_unit_key,
        cast(tree.org_level + 1 as int) as org_level,
        cast(
            case when tree.org_level = 1 then children.org_unit_key else tree.division_org_unit_key end as string
        ) as division_org_unit_key,
        cast(case when tree.org_level = 1 then children.org_unit_name else tree.division_name end as string)
            as division_name,
        cast(
            case when tree.org_level = 2 then children.org_unit_key else tree.department_org_unit_key end as string
        ) as department_org_unit_key,
        cast(tree.path || ' / ' || children.org_unit_name as string) as path
    from org_units as children
    inner join tree
        on children.parent_org_unit_key = tree.org_unit_key
)

select
    org_units.org_unit_key,
    org_units.company_id,
    org_units.org_unit_id,
    org_units.org_unit_name,
    org_units.parent_org_unit_key,
    tree.org_level,
    case tree.org_level
        when 1 then 'group'
        when 2 then 'division'
        when 3 then 'department'
        else 'team'
    end as level_name,
    tree.division_org_unit_key,
    tree.division_name,
    tree.department_org_unit_key,
    tree.path,
    org_units.is_active,
    org_units.valid_from,
    org_units.valid_to
from org_units
inner join tree
    on org_units.org_unit_key = tree.org_unit_key
