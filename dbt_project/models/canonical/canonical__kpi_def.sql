with kpi_defs as (
    select * from {{ ref('stg_contract__kpi_defs') }}
    where known_to is null
)

select
    company_id,
    org_unit_id,
    kpi_id,
    kpi_name,
    perspective,
    perspective_weight,
    kpi_weight,
    direction,
    unit,
    time_basis,
    is_critical,
    valid_from,
    valid_to,
    source_system,
    known_from
from kpi_defs
