{{ contract_rows(
    'learning_records',
    key=['company_id', 'employee_number', 'learning_item_id', 'attempt'],
    columns={
        'company_id': 'string',
        'employee_number': 'string',
        'learning_item_id': 'string',
        'attempt': 'int',
        'assigned_date': 'date',
        'due_date': 'date',
        'status': 'string',
        'completed_date': 'date',
        'score_ratio': 'decimal(9, 4)',
        'hours': 'decimal(9, 2)',
        'expires_date': 'date',
    }
) }}
