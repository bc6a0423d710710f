with versions as (
    {{ known_versions(source('raw_frappe_hr', 'employee_transfer_details'), ['parent', 'parentfield', 'idx']) }}
)

select
    {{ blank_to_null('versions.parent') }} as transfer_id,
    {{ blank_to_null('versions.parentfield') }} as parentfield,
    cast(versions.idx as int) as line_number,
    {{ blank_to_null('versions.property') }} as property_label,
    {{ blank_to_null('versions.fieldname') }} as field_name,
    {{ blank_to_null('versions.current') }} as from_value,
    {{ blank_to_null('versions.new') }} as to_value,
    versions.known_from,
    versions.known_to
from versions
