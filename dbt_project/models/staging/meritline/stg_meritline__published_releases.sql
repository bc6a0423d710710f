with versions as (
    {{ known_versions(source('raw_meritline', 'published_releases'), ['release_number']) }}
)

select
    cast(release_number as bigint) as release_number,
    release_id,
    as_of_date,
    cast(known_at as timestamp) as known_at,
    known_from,
    known_to
from versions
