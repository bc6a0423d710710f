with job_card_kras as (
    select * from {{ ref('stg_contract__job_card_kras') }}
    where known_to is null
)

select
    source_system,
    company_id,
    job_id,
    job_card_version,
    kra_id,
    weight,
    known_from
from job_card_kras
