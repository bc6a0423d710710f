with versions as (
    {{ known_versions(source('raw_payroll_register', 'register_files'), ['file_hash']) }}
)

select
    {{ blank_to_null('file_hash') }} as file_hash,
    {{ blank_to_null('file_name') }} as file_name,
    {{ blank_to_null('company') }} as company_id,
    period_start as period_start_date,
    period_end as period_end_date,
    {{ blank_to_null('run') }} as payroll_run,
    cast(row_count as int) as row_count,
    known_from,
    known_to
from versions
