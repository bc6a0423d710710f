{{ contract_rows(
    'survey_invites',
    key=['company_id', 'survey_id', 'invite_id'],
    columns={
        'company_id': 'string',
        'survey_id': 'string',
        'invite_id': 'string',
        'org_unit_id': 'string',
        'is_completed': 'boolean',
    }
) }}
