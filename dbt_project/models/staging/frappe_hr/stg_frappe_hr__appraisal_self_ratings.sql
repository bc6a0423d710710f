with versions as (
    {{ known_versions(source('raw_frappe_hr', 'appraisal_self_ratings'), ['parent', 'parentfield', 'idx']) }}
)

select
    {{ blank_to_null('parent') }} as appraisal_id,
    {{ blank_to_null('parentfield') }} as parentfield,
    cast(idx as int) as line_number,
    {{ blank_to_null('criteria') }} as criterion,
    cast(per_weightage as decimal(9, 4)) as weight_pct,
    cast(rating as decimal(9, 4)) as rating_ratio,
    known_from,
    known_to
from versions
