with versions as (
    {{ known_versions(source('raw_frappe_hr', 'employee_skills'), ['parent', 'parentfield', 'idx']) }}
)

select
    {{ blank_to_null('parent') }} as skill_map_id,
    {{ blank_to_null('parentfield') }} as parentfield,
    cast(idx as int) as line_number,
    {{ blank_to_null('skill') }} as skill_id,
    cast(proficiency as decimal(9, 4)) as proficiency_ratio,
    evaluation_date,
    known_from,
    known_to
from versions
