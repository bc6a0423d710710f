with job_competencies as (
    select * from {{ ref('stg_contract__job_competencies') }}
    where known_to is null
)

select
    source_system,
    company_id,
    job_id,
    competency_id,
    required_level,
    valid_from,
    valid_to,
    known_from
from job_competencies
