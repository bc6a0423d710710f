{{ contract_rows(
    'successors',
    key=['plan_id', 'employee_number'],
    columns={
        'plan_id': 'string',
        'company_id': 'string',
        'employee_number': 'string',
        'readiness': 'string',
        'nomination_rank': 'int',
        'is_emergency': 'boolean',
        'assessed_at': 'date',
    },
    renamed={'assessed_at': 'assessed_date'}
) }}
