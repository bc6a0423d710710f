select
    company_id,
    company_name,
    currency,
    country
from {{ ref('canonical__company') }}
