{{ contract_rows(
    'exchange_rates',
    key=['from_currency', 'to_currency', 'valid_from'],
    columns={
        'from_currency': 'string',
        'to_currency': 'string',
        'rate': 'decimal(18, 6)',
        'valid_from': 'date',
        'valid_to': 'date',
    }
) }}
