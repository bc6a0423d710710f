with kpis as (
    select * from {{ ref('canonical__kpi_def') }}
),

org_units as (
    select
        org_unit_id,
        org_unit_key
    from {{ ref('canonical__org_unit') }}
)

select
    kpis.company_id,
    org_units.org_unit_key,
    kpis.kpi_id,
    kpis.kpi_name,
    kpis.perspective,
    kpis.perspective_weight,
    kpis.kpi_weight,
    kpis.direction,
    kpis.unit,
    kpis.time_basis,
    kpis.is_critical,
    kpis.valid_from,
    kpis.valid_to
from kpis
inner join org_units
    on kpis.org_unit_id = org_units.org_unit_id
