with versions as (
    {{ known_versions(source('raw_meritline', 'source_capabilities'), ['source_name', 'entity', 'field_name']) }}
)

select
    source_name,
    entity,
    field_name,
    status,
    is_configured,
    known_from,
    known_to
from versions
