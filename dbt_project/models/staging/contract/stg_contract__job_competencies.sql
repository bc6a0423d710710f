{{ contract_rows(
    'job_competencies',
    key=['company_id', 'job_id', 'competency_id', 'valid_from'],
    columns={
        'company_id': 'string',
        'job_id': 'string',
        'competency_id': 'string',
        'required_level': 'decimal(9, 4)',
        'valid_from': 'date',
        'valid_to': 'date',
    }
) }}
