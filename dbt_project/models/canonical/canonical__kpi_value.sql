with kpi_values as (
    select * from {{ ref('stg_contract__kpi_values') }}
    where known_to is null
)

select
    company_id,
    org_unit_id,
    kpi_id,
    period_start_date,
    period_end_date,
    value,
    source_system,
    known_from
from kpi_values
