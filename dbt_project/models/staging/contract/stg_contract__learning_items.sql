{{ contract_rows(
    'learning_items',
    key=['company_id', 'learning_item_id'],
    columns={
        'company_id': 'string',
        'learning_item_id': 'string',
        'item_name': 'string',
        'provider': 'string',
        'is_mandatory': 'boolean',
        'nominal_hours': 'decimal(9, 2)',
        'validity_days': 'int',
        'cost_amount': 'decimal(18, 2)',
        'currency': 'string',
    }
) }}
