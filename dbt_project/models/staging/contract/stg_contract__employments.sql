{{ contract_rows(
    'employments',
    key=['company_id', 'employee_number', 'start_date'],
    columns={
        'company_id': 'string',
        'employee_number': 'string',
        'start_date': 'date',
        'end_date': 'date',
        'worker_type': 'string',
        'contract_type': 'string',
        'notice_date': 'date',
        'exit_type': 'string',
        'exit_reason': 'string',
        'is_regretted': 'boolean',
        'is_rescinded': 'boolean',
        'is_rehire_eligible': 'boolean',
    }
) }}
