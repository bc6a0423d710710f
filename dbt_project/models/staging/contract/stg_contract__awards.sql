{{ contract_rows(
    'awards',
    key=['company_id', 'award_id'],
    columns={
        'company_id': 'string',
        'award_id': 'string',
        'employee_number': 'string',
        'award_type': 'string',
        'award_date': 'date',
        'amount': 'decimal(18, 2)',
        'currency': 'string',
        'programme': 'string',
    }
) }}
