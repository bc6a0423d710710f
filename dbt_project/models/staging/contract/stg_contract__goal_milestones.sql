{{ contract_rows(
    'goal_milestones',
    key=['company_id', 'goal_id', 'milestone_id'],
    columns={
        'company_id': 'string',
        'goal_id': 'string',
        'milestone_id': 'string',
        'title': 'string',
        'weight': 'decimal(9, 4)',
        'due_date': 'date',
        'reached_date': 'date',
    }
) }}
