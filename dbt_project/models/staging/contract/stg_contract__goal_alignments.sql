{{ contract_rows(
    'goal_alignments',
    key=['source_system', 'goal_id'],
    columns={
        'company_id': 'string',
        'source_system': 'string',
        'goal_id': 'string',
        'parent_objective_id': 'string',
        'weight': 'decimal(9, 4)',
    },
    renamed={'source_system': 'goal_source_system'}
) }}
