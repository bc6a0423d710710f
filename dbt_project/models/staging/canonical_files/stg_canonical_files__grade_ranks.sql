with versions as (
    {{ known_versions(source('raw_canonical_files', 'grade_ranks'), ['company_id', 'grade_id']) }}
)

select
    {{ blank_to_null('company_id') }} as company_id,
    {{ blank_to_null('grade_id') }} as grade_id,
    cast(grade_rank as int) as grade_rank,
    known_from,
    known_to
from versions
