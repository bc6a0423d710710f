select
    cast(null as string) as company_id,
    cast(null as string) as org_unit_key,
    cast(null as string) as kpi_id,
    cast(null as string) as kpi_name,
    cast(null as string) as perspective,
    cast(null as decimal(9,4)) as perspective_weight,
    cast(null as decimal(9,4)) as kpi_weight,
    cast(null as string) as direction,
    cast(null as string) as unit,
    cast(null as string) as time_basis,
    cast(null as boolean) as is_critical,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
where false
