with companies as (
    select * from {{ ref('stg_frappe_hr__companies') }}
    where known_to is null
)

select
    company_id,
    company_id as company_name,
    currency,
    country,
    'frappe_hr' as source_system,
    company_id as source_id,
    known_from
from companies
