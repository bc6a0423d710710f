{{ contract_rows(
    'pay_ranges',
    key=['company_id', 'grade_id', 'valid_from'],
    columns={
        'company_id': 'string',
        'grade_id': 'string',
        'currency': 'string',
        'minimum_amount': 'decimal(18, 2)',
        'midpoint_amount': 'decimal(18, 2)',
        'maximum_amount': 'decimal(18, 2)',
        'valid_from': 'date',
        'valid_to': 'date',
    }
) }}
