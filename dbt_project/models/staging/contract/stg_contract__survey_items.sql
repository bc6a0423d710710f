{{ contract_rows(
    'survey_items',
    key=['company_id', 'survey_id', 'question_code'],
    columns={
        'company_id': 'string',
        'survey_id': 'string',
        'question_code': 'string',
        'factor': 'string',
        'scale_min': 'decimal(9, 4)',
        'scale_max': 'decimal(9, 4)',
        'is_reverse_keyed': 'boolean',
    }
) }}
