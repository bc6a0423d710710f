with targets as (
    select * from {{ ref('canonical__kpi_target') }}
),

org_units as (
    select
        org_unit_id,
        org_unit_key
    from {{ ref('canonical__org_unit') }}
)

select
    targets.company_id,
    org_units.org_unit_key,
    targets.kpi_id,
    targets.period_start_date,
    targets.period_end_date,
    targets.floor_value,
    targets.target_value,
    targets.stretch_value,
    targets.tolerance
from targets
inner join org_units
    on targets.org_unit_id = org_units.org_unit_id
