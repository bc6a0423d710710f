{{ contract_rows(
    'review_items',
    key=['company_id', 'cycle_id', 'employee_number', 'review_type', 'item_type', 'item_id'],
    columns={
        'company_id': 'string',
        'cycle_id': 'string',
        'employee_number': 'string',
        'review_type': 'string',
        'item_type': 'string',
        'item_id': 'string',
        'weight': 'decimal(9, 4)',
        'score': 'decimal(9, 4)',
        'score_max': 'decimal(9, 4)',
        'completion_pct': 'decimal(9, 4)',
    },
    renamed={'weight': 'weight_pct'}
) }}
