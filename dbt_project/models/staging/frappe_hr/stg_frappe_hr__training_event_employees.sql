with versions as (
    {{ known_versions(source('raw_frappe_hr', 'training_event_employees'), ['parent', 'parentfield', 'idx']) }}
)

select
    {{ blank_to_null('parent') }} as training_event_id,
    {{ blank_to_null('parentfield') }} as parentfield,
    cast(idx as int) as line_number,
    {{ blank_to_null('employee') }} as employee_id,
    {{ blank_to_null('status') }} as status,
    {{ blank_to_null('attendance') }} as attendance,
    is_mandatory = 1 as is_mandatory,
    known_from,
    known_to
from versions
