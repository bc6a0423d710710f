select
    cast(null as string) as company_id,
    cast(null as string) as org_unit_key,
    cast(null as string) as kpi_id,
    cast(null as date) as period_start_date,
    cast(null as date) as period_end_date,
    cast(null as double) as floor_value,
    cast(null as double) as target_value,
    cast(null as double) as stretch_value,
    cast(null as double) as tolerance
where false
