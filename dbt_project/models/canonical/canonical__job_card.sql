with job_cards as (
    select * from {{ ref('stg_contract__job_cards') }}
    where known_to is null
)

select
    source_system,
    company_id,
    job_id,
    job_card_version,
    job_card_purpose,
    source_document,
    valid_from,
    valid_to,
    known_from
from job_cards
