{{ contract_rows(
    'calibration_changes',
    key=['company_id', 'cycle_id', 'employee_number', 'changed_date'],
    columns={
        'company_id': 'string',
        'cycle_id': 'string',
        'employee_number': 'string',
        'changed_date': 'date',
        'from_rating': 'decimal(9, 4)',
        'to_rating': 'decimal(9, 4)',
        'meeting': 'string',
        'changed_by_employee_number': 'string',
        'reason_code': 'string',
    },
    renamed={'from_rating': 'from_rating_value', 'to_rating': 'to_rating_value'}
) }}
