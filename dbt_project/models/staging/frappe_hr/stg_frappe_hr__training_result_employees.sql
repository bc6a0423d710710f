with versions as (
    {{ known_versions(source('raw_frappe_hr', 'training_result_employees'), ['parent', 'parentfield', 'idx']) }}
)

select
    {{ blank_to_null('parent') }} as training_result_id,
    {{ blank_to_null('parentfield') }} as parentfield,
    cast(idx as int) as line_number,
    {{ blank_to_null('employee') }} as employee_id,
    cast(hours as decimal(9, 4)) as hours,
    {{ blank_to_null('grade') }} as grade_text,
    known_from,
    known_to
from versions
