with appraisals as (
    select * from {{ ref('stg_frappe_hr__appraisals') }}
    where docstatus = 1 and known_to is null
),

items as (
    select * from {{ ref('stg_frappe_hr__appraisal_kras') }}
    where known_to is null
),

self_ratings as (
    select * from {{ ref('stg_frappe_hr__appraisal_self_ratings') }}
    where known_to is null
)

select
    'frappe_hr' as source_system,
    items.appraisal_id || '/' || cast(items.line_number as string) as source_id,
    appraisals.company_id,
    appraisals.employee_id as person_source_id,
    appraisals.cycle_id,
    'final' as rating_type,
    'kra' as item_type,
    items.kra_id as item_id,
    {{ ratio_of_percent('items.weight_pct') }} as weight_ratio,
    -- Rated by hand, the completion of goals was never computed.
    case
        when not appraisals.is_goal_rated_manually then {{ ratio_of_percent('items.completion_pct') }}
    end as completion_ratio,
    cast(null as decimal(9, 4)) as score_ratio,
    items.known_from
from appraisals
inner join items
    on appraisals.appraisal_id = items.appraisal_id

union all

select
    'frappe_hr' as source_system,
    self_ratings.appraisal_id || '/self/' || cast(self_ratings.line_number as string) as source_id,
    appraisals.company_id,
    appraisals.employee_id as person_source_id,
    appraisals.cycle_id,
    'self' as rating_type,
    'criterion' as item_type,
    self_ratings.criterion as item_id,
    {{ ratio_of_percent('self_ratings.weight_pct') }} as weight_ratio,
    cast(null as decimal(9, 4)) as completion_ratio,
    -- Five stars stand as a share of one; 0 means that no star was given.
    nullif(self_ratings.rating_ratio, 0) as score_ratio,
    self_ratings.known_from
from appraisals
inner join self_ratings
    on appraisals.appraisal_id = self_ratings.appraisal_id

union all

select
    source_system,
    cycle_id || '/' || employee_number || '/' || review_type || '/' || item_type || '/' || item_id as source_id,
    company_id,
    employee_number as person_source_id,
    cycle_id,
    review_type as rating_type,
    item_type,
    item_id,
    {{ ratio_of_percent('weight_pct') }} as weight_ratio,
    {{ ratio_of_percent('completion_pct') }} as completion_ratio,
    cast({{ exact_ratio('score', 'score_max', places=4) }} as decimal(9, 4)) as score_ratio,
    known_from
from {{ ref('stg_contract__review_items') }}
where known_to is null
