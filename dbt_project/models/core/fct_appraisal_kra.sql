select
    cast(null as string) as company_id,
    cast(null as string) as person_key,
    cast(null as string) as cycle_id,
    cast(null as date) as cycle_end_date,
    cast(null as boolean) as is_cycle_closed,
    cast(null as string) as kra_id,
    cast(null as decimal(9,4)) as weight_ratio,
    cast(null as decimal(9,4)) as completion_ratio,
    cast(null as bigint) as goal_count
where false
