{{ contract_rows(
    'attendance_days',
    key=['company_id', 'employee_number', 'attendance_date'],
    columns={
        'company_id': 'string',
        'employee_number': 'string',
        'attendance_date': 'date',
        'status': 'string',
        'working_hours': 'decimal(9, 4)',
    },
    renamed={'status': 'attendance_status'}
) }}
