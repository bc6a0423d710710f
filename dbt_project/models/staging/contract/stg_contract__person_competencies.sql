{{ contract_rows(
    'person_competencies',
    key=['company_id', 'employee_number', 'competency_id', 'assessed_date'],
    columns={
        'company_id': 'string',
        'employee_number': 'string',
        'competency_id': 'string',
        'competency_level': 'decimal(9, 4)',
        'assessed_date': 'date',
        'assessed_by_employee_number': 'string',
    }
) }}
