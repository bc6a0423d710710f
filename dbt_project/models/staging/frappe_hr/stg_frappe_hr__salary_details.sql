with versions as (
    {{ known_versions(source('raw_frappe_hr', 'salary_details'), ['parent', 'parentfield', 'idx']) }}
)

select
    {{ blank_to_null('parent') }} as salary_slip_id,
    {{ blank_to_null('parentfield') }} as parentfield,
    cast(idx as int) as line_number,
    {{ blank_to_null('salary_component') }} as component_code,
    {{ blank_to_null('abbr') }} as abbr,
    cast(amount as decimal(18, 2)) as amount,
    do_not_include_in_total = 1 as is_not_in_total,
    statistical_component = 1 as is_statistical,
    known_from,
    known_to
from versions
