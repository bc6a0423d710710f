{{ contract_rows(
    'absences',
    key=['company_id', 'absence_id'],
    columns={
        'company_id': 'string',
        'absence_id': 'string',
        'employee_number': 'string',
        'absence_type': 'string',
        'from_date': 'date',
        'to_date': 'date',
        'absence_days': 'decimal(9, 4)',
        'is_paid': 'boolean',
        'is_unplanned': 'boolean',
    }
) }}
