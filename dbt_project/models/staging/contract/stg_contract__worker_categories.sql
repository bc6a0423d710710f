{{ contract_rows(
    'worker_categories',
    key=['company_id', 'scheme', 'job_id'],
    columns={
        'company_id': 'string',
        'scheme': 'string',
        'job_id': 'string',
        'category_id': 'string',
        'category_name': 'string',
    }
) }}
