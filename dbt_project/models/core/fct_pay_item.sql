select
    cast(null as string) as pay_item_key,
    cast(null as string) as person_key,
    cast(null as string) as company_id,
    cast(null as date) as period_start_date,
    cast(null as date) as period_end_date,
    cast(null as string) as component_code,
    cast(null as string) as component_class,
    cast(null as decimal(18,2)) as amount,
    cast(null as string) as currency,
    cast(null as string) as source_system,
    cast(null as string) as source_id
where false
