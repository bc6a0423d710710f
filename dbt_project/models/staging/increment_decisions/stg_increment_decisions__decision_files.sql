with versions as (
    {{ known_versions(source('raw_increment_decisions', 'decision_files'), ['file_hash']) }}
)

select
    {{ blank_to_null('file_hash') }} as file_hash,
    {{ blank_to_null('file_name') }} as file_name,
    {{ blank_to_null('workbook_id') }} as workbook_id,
    {{ blank_to_null('release_id') }} as release_id,
    cast(row_count as int) as row_count,
    known_from,
    known_to
from versions
