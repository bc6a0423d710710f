select
    cast(null as string) as role_key,
    cast(null as string) as company_id,
    cast(null as string) as plan_id,
    cast(null as string) as role_name,
    cast(null as string) as org_unit_key,
    cast(null as string) as incumbent_person_key,
    cast(null as string) as criticality,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
where false
