select
    cast(null as string) as company_id,
    cast(null as string) as survey_id,
    cast(null as string) as invite_key,
    cast(null as string) as org_unit_key,
    cast(null as boolean) as is_completed
where false
