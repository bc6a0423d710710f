{{ contract_rows(
    'companies',
    key=['company_id'],
    columns={
        'company_id': 'string',
        'company_name': 'string',
        'currency': 'string',
        'country': 'string',
        'weekly_hours': 'decimal(9, 2)',
    }
) }}
