with job_card_kpis as (
    select * from {{ ref('stg_contract__job_card_kpis') }}
    where known_to is null
)

select
    source_system,
    company_id,
    job_id,
    job_card_version,
    kpi_id as job_card_kpi_id,
    kra_id,
    known_from
from job_card_kpis
