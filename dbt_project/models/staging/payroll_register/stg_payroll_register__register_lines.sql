with versions as (
    {{ known_versions(
        source('raw_payroll_register', 'register_lines'), ['file_hash', 'row_number', 'component', 'line_number']
    ) }}
)

select
    {{ blank_to_null('file_hash') }} as file_hash,
    cast(row_number as int) as row_number,
    {{ blank_to_null('component') }} as component_code,
    cast(coalesce(line_number, row_number) as int) as line_number,
    is_deduction,
    cast(amount as decimal(18, 2)) as amount,
    known_from,
    known_to
from versions
