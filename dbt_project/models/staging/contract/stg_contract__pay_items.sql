{{ contract_rows(
    'pay_items',
    key=['company_id', 'employee_number', 'period_start', 'period_end', 'component_code'],
    columns={
        'company_id': 'string',
        'employee_number': 'string',
        'period_start': 'date',
        'period_end': 'date',
        'component_code': 'string',
        'component_class': 'string',
        'amount': 'decimal(18, 2)',
        'currency': 'string',
    },
    renamed={'period_start': 'period_start_date', 'period_end': 'period_end_date'}
) }}
