with versions as (
    {{ known_versions(
        source('raw_canonical_files', 'exchange_rates'),
        ['from_currency', 'to_currency', 'valid_from']
    ) }}
)

select
    {{ blank_to_null('from_currency') }} as from_currency,
    {{ blank_to_null('to_currency') }} as to_currency,
    cast(rate as decimal(18, 6)) as rate,
    valid_from,
    valid_to,
    known_from,
    known_to
from versions
