{{ contract_rows(
    'job_card_kras',
    key=['company_id', 'job_id', 'version', 'kra_id'],
    columns={
        'company_id': 'string',
        'job_id': 'string',
        'version': 'string',
        'kra_id': 'string',
        'weight': 'decimal(9, 4)',
    },
    renamed={'version': 'job_card_version'}
) }}
