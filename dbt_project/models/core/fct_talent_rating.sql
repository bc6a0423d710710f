select
    cast(null as string) as company_id,
    cast(null as string) as person_key,
    cast(null as decimal(9,4)) as potential_value,
    cast(null as decimal(9,4)) as scale_min,
    cast(null as decimal(9,4)) as scale_max,
    cast(null as date) as assessed_date
where false
