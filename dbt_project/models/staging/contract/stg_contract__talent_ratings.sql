{{ contract_rows(
    'talent_ratings',
    key=['employee_number', 'assessed_at'],
    columns={
        'company_id': 'string',
        'employee_number': 'string',
        'potential': 'decimal(9, 4)',
        'scale_min': 'decimal(9, 4)',
        'scale_max': 'decimal(9, 4)',
        'assessed_at': 'date',
        'risk_of_loss': 'string',
        'impact_of_loss': 'string',
    },
    renamed={'potential': 'potential_value', 'assessed_at': 'assessed_date'}
) }}
