with learning_competencies as (
    select * from {{ ref('stg_contract__learning_competencies') }}
    where known_to is null
)

select
    source_system,
    company_id,
    item_source_system,
    learning_item_id,
    competency_id,
    level_gain,
    known_from
from learning_competencies
