with goal_checkins as (
    select * from {{ ref('stg_contract__goal_checkins') }}
    where known_to is null
)

select
    source_system,
    company_id,
    goal_id,
    recorded_date,
    checkin_value,
    {{ ratio_of_percent('progress_pct') }} as progress_ratio,
    confidence_ratio,
    known_from
from goal_checkins
