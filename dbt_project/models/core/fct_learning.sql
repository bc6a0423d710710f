select
    cast(null as string) as learning_key,
    cast(null as string) as person_key,
    cast(null as string) as company_id,
    cast(null as string) as source_system,
    cast(null as string) as learning_item_id,
    cast(null as string) as item_name,
    cast(null as boolean) as is_mandatory,
    cast(null as date) as assigned_date,
    cast(null as string) as status,
    cast(null as date) as completed_date,
    cast(null as decimal(9,4)) as score_ratio,
    cast(null as decimal(9,2)) as hours,
    cast(null as string) as hours_basis
where false
