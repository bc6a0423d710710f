{{ contract_rows(
    'key_results',
    key=['company_id', 'key_result_id'],
    columns={
        'company_id': 'string',
        'key_result_id': 'string',
        'objective_id': 'string',
        'title': 'string',
        'kind': 'string',
        'measure': 'string',
        'unit': 'string',
        'baseline_value': 'double',
        'target_value': 'double',
        'floor_value': 'double',
        'stretch_value': 'double',
        'tolerance': 'double',
        'limit_value': 'double',
        'weight': 'decimal(9, 4)',
    },
    renamed={'kind': 'goal_kind'}
) }}
