with versions as (
    {{ known_versions(source('raw_frappe_hr', 'appraisal_kras'), ['parent', 'parentfield', 'idx']) }}
)

select
    {{ blank_to_null('parent') }} as appraisal_id,
    {{ blank_to_null('parentfield') }} as parentfield,
    cast(idx as int) as line_number,
    {{ blank_to_null('kra') }} as kra_id,
    cast(per_weightage as decimal(9, 4)) as weight_pct,
    cast(goal_completion as decimal(9, 4)) as completion_pct,
    cast(goal_score as decimal(9, 4)) as goal_score,
    known_from,
    known_to
from versions
