{{ contract_rows(
    'surveys',
    key=['company_id', 'survey_id'],
    columns={
        'company_id': 'string',
        'survey_id': 'string',
        'survey_title': 'string',
        'mode': 'string',
    }
) }}
