select
    cast(null as string) as ancestor_org_unit_key,
    cast(null as string) as descendant_org_unit_key,
    cast(null as int) as distance
where false
