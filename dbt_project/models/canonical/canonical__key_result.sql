with key_results as (
    select * from {{ ref('stg_contract__key_results') }}
    where known_to is null
)

select
    source_system,
    company_id,
    key_result_id,
    objective_id,
    title,
    goal_kind,
    measure,
    unit,
    baseline_value,
    target_value,
    floor_value,
    stretch_value,
    tolerance,
    limit_value,
    weight,
    known_from
from key_results
