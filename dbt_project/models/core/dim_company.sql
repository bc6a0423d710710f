select
    cast(null as string) as company_id,
    cast(null as string) as company_name,
    cast(null as string) as currency,
    cast(null as string) as country
where false
