{{ contract_rows(
    'pay_runs',
    key=['company_id', 'employee_number', 'period_start', 'period_end'],
    columns={
        'company_id': 'string',
        'employee_number': 'string',
        'period_start': 'date',
        'period_end': 'date',
        'pay_date': 'date',
        'currency': 'string',
        'gross_amount': 'decimal(18, 2)',
        'deduction_amount': 'decimal(18, 2)',
        'net_amount': 'decimal(18, 2)',
        'paid_days': 'decimal(9, 2)',
        'lop_days': 'decimal(9, 2)',
    },
    renamed={'period_start': 'period_start_date', 'period_end': 'period_end_date'}
) }}
