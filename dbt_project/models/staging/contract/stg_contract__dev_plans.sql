{{ contract_rows(
    'dev_plans',
    key=['company_id', 'dev_plan_id'],
    columns={
        'company_id': 'string',
        'dev_plan_id': 'string',
        'employee_number': 'string',
        'agreed_date': 'date',
        'plan_kind': 'string',
        'closed_date': 'date',
    }
) }}
