with competencies as (
    select * from {{ ref('stg_contract__competencies') }}
    where known_to is null
)

select
    source_system,
    company_id,
    competency_id,
    competency_name,
    framework,
    level_min,
    level_max,
    is_critical as is_critical_competency,
    known_from
from competencies
