with actuals as (
    select * from {{ ref('canonical__kpi_value') }}
),

org_units as (
    select
        org_unit_id,
        org_unit_key
    from {{ ref('canonical__org_unit') }}
)

select
    actuals.company_id,
    org_units.org_unit_key,
    actuals.kpi_id,
    actuals.period_start_date,
    actuals.period_end_date,
    actuals.value
from actuals
inner join org_units
    on actuals.org_unit_id = org_units.org_unit_id
