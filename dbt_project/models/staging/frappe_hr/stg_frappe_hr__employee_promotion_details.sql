with versions as (
    {{ known_versions(source('raw_frappe_hr', 'employee_promotion_details'), ['parent', 'parentfield', 'idx']) }}
)

select
    {{ blank_to_null('parent') }} as promotion_id,
    {{ blank_to_null('parentfield') }} as parentfield,
    cast(idx as int) as line_number,
    {{ blank_to_null('property') }} as property_label,
    {{ blank_to_null('fieldname') }} as field_name,
    {{ blank_to_null('versions.current') }} as from_value,
    {{ blank_to_null('versions.new') }} as to_value,
    known_from,
    known_to
from versions
