select
    cast(null as string) as company_id,
    cast(null as string) as source_system,
    cast(null as string) as source_id,
    cast(null as string) as reason
where false
