select
    cast(null as string) as goal_key,
    cast(null as string) as company_id,
    cast(null as string) as person_key,
    cast(null as string) as cycle_id,
    cast(null as string) as kra_id,
    cast(null as string) as goal_id,
    cast(null as string) as parent_goal_key,
    cast(null as string) as measure,
    cast(null as decimal(9,4)) as progress_ratio,
    cast(null as string) as status,
    cast(null as date) as start_date,
    cast(null as date) as end_date
where false
