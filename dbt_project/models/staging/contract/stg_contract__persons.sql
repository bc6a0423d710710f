{{ contract_rows(
    'persons',
    key=['company_id', 'employee_number'],
    columns={
        'company_id': 'string',
        'employee_number': 'string',
        'person_number': 'string',
        'full_name': 'string',
        'work_email': 'string',
        'gender': 'string',
        'birth_date': 'date',
        'original_hire_date': 'date',
    }
) }}
