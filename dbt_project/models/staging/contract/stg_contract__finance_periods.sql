{{ contract_rows(
    'finance_periods',
    key=['company_id', 'period_start', 'period_end'],
    columns={
        'company_id': 'string',
        'period_start': 'date',
        'period_end': 'date',
        'currency': 'string',
        'revenue_amount': 'decimal(18, 2)',
        'operating_expense_amount': 'decimal(18, 2)',
        'people_cost_amount': 'decimal(18, 2)',
        'contingent_cost_amount': 'decimal(18, 2)',
    },
    renamed={'period_start': 'period_start_date', 'period_end': 'period_end_date'}
) }}
