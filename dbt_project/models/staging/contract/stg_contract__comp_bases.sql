{{ contract_rows(
    'comp_bases',
    key=['company_id', 'employee_number', 'valid_from'],
    columns={
        'company_id': 'string',
        'employee_number': 'string',
        'valid_from': 'date',
        'valid_to': 'date',
        'base_amount': 'decimal(18, 2)',
        'frequency': 'string',
        'hours_per_week': 'decimal(9, 2)',
        'currency': 'string',
        'fte_basis': 'decimal(9, 4)',
        'ctc_annual': 'decimal(18, 2)',
        'variable_target': 'decimal(18, 2)',
        'reason': 'string',
    }
) }}
