with versions as (
    {{ known_versions(source('raw_meritline', 'published_figures'), [
        'release_number',
        'kpi_id',
        'variant',
        'tree',
        'dimension',
        'dimension_value',
        'period_type',
        'period_end',
        'company_id',
        'org_unit_key',
    ]) }}
)

select
    cast(release_number as bigint) as release_number,
    release_id,
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
    cast(n as bigint) as n,
    withheld_reason,
    is_gone,
    known_from,
    known_to
from versions
