select
    cast(null as string) as rating_key,
    cast(null as string) as company_id,
    cast(null as string) as person_key,
    cast(null as string) as cycle_id,
    cast(null as date) as cycle_start_date,
    cast(null as date) as cycle_end_date,
    cast(null as boolean) as is_cycle_closed,
    cast(null as string) as rating_type,
    cast(null as string) as rater_person_key,
    cast(null as decimal(9,4)) as rating_value,
    cast(null as decimal(9,4)) as scale_min,
    cast(null as decimal(9,4)) as scale_max,
    cast(null as decimal(9,4)) as rating_normalised,
    cast(null as date) as rated_date
where false
