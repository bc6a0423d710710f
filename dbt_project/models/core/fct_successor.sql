select
    cast(null as string) as role_key,
    cast(null as string) as company_id,
    cast(null as string) as person_key,
    cast(null as string) as readiness,
    cast(null as int) as nomination_rank,
    cast(null as boolean) as is_emergency,
    cast(null as date) as assessed_date
where false
