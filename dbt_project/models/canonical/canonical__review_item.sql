with appraisals as (
    select * from {{ ref('stg_frappe_hr__appraisals') }}
    where docstatus = 1 and known_to is null
),

items as (
    select * from {{ ref('stg_frappe_hr__appraisal_kras') }}
    where known_to is null
)

select
    'frappe_hr' as source_system,
    items.appraisal_id || '/' || cast(items.line_number as string) as source_id,
    appraisals.company_id,
    appraisals.employee_id as person_source_id,
    appraisals.cycle_id,
    items.kra_id,
    {{ ratio_of_percent('items.weight_pct') }} as weight_ratio,
    -- Rated by hand, the completion of goals was never computed.
    case
        when not appraisals.is_goal_rated_manually then {{ ratio_of_percent('items.completion_pct') }}
    end as completion_ratio,
    items.known_from
from appraisals
inner join items
    on appraisals.appraisal_id = items.appraisal_id
