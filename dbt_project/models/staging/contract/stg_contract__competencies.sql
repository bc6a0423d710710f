{{ contract_rows(
    'competencies',
    key=['company_id', 'competency_id'],
    columns={
        'company_id': 'string',
        'competency_id': 'string',
        'competency_name': 'string',
        'framework': 'string',
        'level_min': 'decimal(9, 4)',
        'level_max': 'decimal(9, 4)',
        'is_critical': 'boolean',
    }
) }}
