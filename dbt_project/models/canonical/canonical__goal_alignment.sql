with goal_alignments as (
    select * from {{ ref('stg_contract__goal_alignments') }}
    where known_to is null
)

select
    source_system,
    company_id,
    goal_source_system,
    goal_id,
    parent_objective_id,
    weight,
    known_from
from goal_alignments
