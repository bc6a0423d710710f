select
    cast(null as string) as company_id,
    cast(null as string) as org_unit_key,
    cast(null as string) as worker_type,
    cast(null as date) as month_start,
    cast(null as date) as month_end,
    cast(null as bigint) as opening_count,
    cast(null as bigint) as hire_count,
    cast(null as bigint) as transfer_in_count,
    cast(null as bigint) as exit_count,
    cast(null as bigint) as transfer_out_count,
    cast(null as bigint) as closing_count,
    cast(null as bigint) as headcount_days,
    cast(null as bigint) as day_count,
    cast(null as decimal(18,4)) as closing_fte,
    cast(null as decimal(18,4)) as fte_days
where false
