select
    from_currency,
    to_currency,
    rate,
    valid_from,
    valid_to
from {{ ref('canonical__exchange_rate') }}
