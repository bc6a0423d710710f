with kpi_targets as (
    select * from {{ ref('stg_contract__kpi_targets') }}
    where known_to is null
)

select
    company_id,
    org_unit_id,
    kpi_id,
    period_start_date,
    period_end_date,
    floor_value,
    target_value,
    stretch_value,
    tolerance,
    source_system,
    known_from
from kpi_targets
