select
    job_key,
    company_id,
    job_id,
    job_title
from {{ ref('canonical__job') }}
