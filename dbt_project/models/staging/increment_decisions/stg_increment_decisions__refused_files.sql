with versions as (
    {{ known_versions(source('raw_increment_decisions', 'refused_files'), ['file_hash']) }}
)

select
    {{ blank_to_null('file_hash') }} as file_hash,
    {{ blank_to_null('file_name') }} as file_name,
    {{ blank_to_null('problem') }} as problem,
    {{ blank_to_null('remedy') }} as remedy,
    is_in_folder,
    known_from,
    known_to
from versions
