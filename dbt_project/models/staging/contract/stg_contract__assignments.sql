{{ contract_rows(
    'assignments',
    key=['company_id', 'employee_number', 'valid_from'],
    columns={
        'company_id': 'string',
        'employee_number': 'string',
        'valid_from': 'date',
        'valid_to': 'date',
        'org_unit_id': 'string',
        'manager_employee_number': 'string',
        'job_id': 'string',
        'grade_id': 'string',
        'location': 'string',
        'fte': 'decimal(9, 4)',
    }
) }}
