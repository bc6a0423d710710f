{{ contract_rows(
    'dev_actions',
    key=['company_id', 'dev_plan_id', 'action_id'],
    columns={
        'company_id': 'string',
        'dev_plan_id': 'string',
        'action_id': 'string',
        'competency_id': 'string',
        'learning_item_id': 'string',
        'title': 'string',
        'due_date': 'date',
        'status': 'string',
    },
    renamed={'status': 'action_status'}
) }}
