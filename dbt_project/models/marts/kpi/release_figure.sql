-- What a release is remembered by: the figures of the whole, in both trees; those cut by dimension are parts of them.
select
    kpi_id,
    variant,
    tree,
    dimension,
    dimension_value,
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
where dimension = 'all'
