with exchange_rates as (
    select * from {{ ref('stg_contract__exchange_rates') }}
    where known_to is null
)

select
    '*' as company_id,
    from_currency,
    to_currency,
    rate,
    valid_from,
    valid_to,
    source_system,
    known_from
from exchange_rates
