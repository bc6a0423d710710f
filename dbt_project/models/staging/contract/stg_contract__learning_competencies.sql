{{ contract_rows(
    'learning_competencies',
    key=['source_system', 'learning_item_id', 'competency_id'],
    columns={
        'company_id': 'string',
        'source_system': 'string',
        'learning_item_id': 'string',
        'competency_id': 'string',
        'level_gain': 'decimal(9, 4)',
    },
    renamed={'source_system': 'item_source_system'}
) }}
