with versions as (
    {{ known_versions(
        source('raw_canonical_files', 'kpi_defs'),
        ['company_id', 'org_unit_id', 'kpi_id', 'valid_from']
    ) }}
)

select
    {{ blank_to_null('company_id') }} as company_id,
    {{ blank_to_null('org_unit_id') }} as org_unit_id,
    {{ blank_to_null('kpi_id') }} as kpi_id,
    {{ blank_to_null('kpi_name') }} as kpi_name,
    {{ blank_to_null('perspective') }} as perspective,
    cast(perspective_weight as decimal(9, 4)) as perspective_weight,
    cast(kpi_weight as decimal(9, 4)) as kpi_weight,
    {{ blank_to_null('direction') }} as direction,
    {{ blank_to_null('unit') }} as unit,
    {{ blank_to_null('time_basis') }} as time_basis,
    is_critical,
    valid_from,
    valid_to,
    known_from,
    known_to
from versions
