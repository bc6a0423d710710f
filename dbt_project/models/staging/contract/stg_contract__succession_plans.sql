{{ contract_rows(
    'succession_plans',
    key=['plan_id'],
    columns={
        'plan_id': 'string',
        'company_id': 'string',
        'role_name': 'string',
        'org_unit_id': 'string',
        'incumbent_employee_number': 'string',
        'criticality': 'string',
        'valid_from': 'date',
        'valid_to': 'date',
    }
) }}
