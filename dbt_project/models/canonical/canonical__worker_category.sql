with worker_categories as (
    select * from {{ ref('stg_contract__worker_categories') }}
    where known_to is null
)

select
    source_system,
    company_id,
    scheme,
    job_id,
    category_id,
    category_name,
    known_from
from worker_categories
