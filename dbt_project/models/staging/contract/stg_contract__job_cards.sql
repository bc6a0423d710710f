{{ contract_rows(
    'job_cards',
    key=['company_id', 'job_id', 'version'],
    columns={
        'company_id': 'string',
        'job_id': 'string',
        'version': 'string',
        'purpose': 'string',
        'source_document': 'string',
        'valid_from': 'date',
        'valid_to': 'date',
    },
    renamed={'version': 'job_card_version', 'purpose': 'job_card_purpose'}
) }}
