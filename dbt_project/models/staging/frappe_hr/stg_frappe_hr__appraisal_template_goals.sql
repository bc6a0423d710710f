with versions as (
    {{ known_versions(source('raw_frappe_hr', 'appraisal_template_goals'), ['parent', 'parentfield', 'idx']) }}
)

select
    {{ blank_to_null('parent') }} as appraisal_template_id,
    {{ blank_to_null('parentfield') }} as parentfield,
    cast(idx as int) as line_number,
    {{ blank_to_null('key_result_area') }} as kra_id,
    cast(per_weightage as decimal(9, 4)) as weight_pct,
    known_from,
    known_to
from versions
