select
    kpi_id,
    variant,
    'as_is' as tree,
    'all' as dimension,
    'all' as dimension_value,
    period_type,
    period_start,
    period_end,
    company_id,
    org_unit_key,
    definition_version,
    numerator,
    denominator,
    n,
    withheld_reason
from {{ ref('kpi_values') }}
