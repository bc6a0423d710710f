{{ contract_rows(
    'reviews',
    key=['company_id', 'cycle_id', 'employee_number', 'review_type', 'reviewer_employee_number'],
    columns={
        'company_id': 'string',
        'cycle_id': 'string',
        'employee_number': 'string',
        'review_type': 'string',
        'reviewer_employee_number': 'string',
        'status': 'string',
        'rating_value': 'decimal(9, 4)',
        'scale_min': 'decimal(9, 4)',
        'scale_max': 'decimal(9, 4)',
        'rating_label': 'string',
        'submitted_date': 'date',
    }
) }}
