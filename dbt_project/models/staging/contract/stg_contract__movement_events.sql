{{ contract_rows(
    'movement_events',
    key=['company_id', 'employee_number', 'movement_type', 'movement_date'],
    columns={
        'company_id': 'string',
        'employee_number': 'string',
        'movement_type': 'string',
        'movement_date': 'date',
        'from_value': 'string',
        'to_value': 'string',
        'source_document': 'string',
    }
) }}
