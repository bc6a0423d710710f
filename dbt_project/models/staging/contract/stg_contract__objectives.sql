{{ contract_rows(
    'objectives',
    key=['company_id', 'objective_id'],
    columns={
        'company_id': 'string',
        'objective_id': 'string',
        'title': 'string',
        'level': 'string',
        'owner_org_unit_id': 'string',
        'owner_employee_number': 'string',
        'parent_objective_id': 'string',
        'perspective': 'string',
        'weight': 'decimal(9, 4)',
        'period_start': 'date',
        'period_end': 'date',
    },
    renamed={'level': 'objective_level', 'period_start': 'period_start_date', 'period_end': 'period_end_date'}
) }}
