select
    cast(null as string) as company_id,
    cast(null as string) as cycle_id,
    cast(null as string) as holder_org_unit_key,
    cast(null as string) as purpose,
    cast(null as decimal(18,2)) as amount,
    cast(null as string) as currency,
    cast(null as date) as decision_date,
    cast(null as date) as effective_date
where false
