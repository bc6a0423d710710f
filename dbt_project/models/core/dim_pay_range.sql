select
    cast(null as string) as company_id,
    cast(null as string) as grade_key,
    cast(null as string) as currency,
    cast(null as decimal(18,2)) as minimum_amount,
    cast(null as decimal(18,2)) as midpoint_amount,
    cast(null as decimal(18,2)) as maximum_amount,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
where false
