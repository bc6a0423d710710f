{{ contract_rows(
    'grades',
    key=['company_id', 'grade_id'],
    columns={
        'company_id': 'string',
        'grade_id': 'string',
        'grade_rank': 'int',
    }
) }}
