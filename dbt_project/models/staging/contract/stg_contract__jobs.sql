{{ contract_rows(
    'jobs',
    key=['company_id', 'job_id'],
    columns={
        'company_id': 'string',
        'job_id': 'string',
        'job_title': 'string',
        'job_family': 'string',
        'job_function': 'string',
    }
) }}
