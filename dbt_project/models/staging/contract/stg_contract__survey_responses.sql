{{ contract_rows(
    'survey_responses',
    key=['company_id', 'survey_id', 'response_id', 'question_code'],
    columns={
        'company_id': 'string',
        'survey_id': 'string',
        'response_id': 'string',
        'question_code': 'string',
        'answer_value': 'decimal(9, 4)',
        'org_unit_id': 'string',
        'submitted_date': 'date',
    }
) }}
