select
    cast(null as string) as org_unit_key,
    cast(null as string) as company_id,
    cast(null as string) as org_unit_id,
    cast(null as string) as org_unit_name,
    cast(null as string) as parent_org_unit_key,
    cast(null as int) as org_level,
    cast(null as string) as level_name,
    cast(null as string) as division_org_unit_key,
    cast(null as string) as division_name,
    cast(null as string) as department_org_unit_key,
    cast(null as string) as path,
    cast(null as boolean) as is_active,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
where false
