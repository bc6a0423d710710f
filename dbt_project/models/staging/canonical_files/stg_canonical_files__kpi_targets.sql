with versions as (
    {{ known_versions(
        source('raw_canonical_files', 'kpi_targets'),
        ['company_id', 'org_unit_id', 'kpi_id', 'period_start']
    ) }}
)

select
    {{ blank_to_null('company_id') }} as company_id,
    {{ blank_to_null('org_unit_id') }} as org_unit_id,
    {{ blank_to_null('kpi_id') }} as kpi_id,
    period_start as period_start_date,
    period_end as period_end_date,
    floor_value,
    target_value,
    stretch_value,
    tolerance,
    known_from,
    known_to
from versions
