{{ contract_rows(
    'goal_checkins',
    key=['company_id', 'goal_id', 'recorded_date'],
    columns={
        'company_id': 'string',
        'goal_id': 'string',
        'recorded_date': 'date',
        'value': 'double',
        'progress_pct': 'decimal(9, 4)',
        'confidence': 'decimal(9, 4)',
    },
    renamed={'value': 'checkin_value', 'confidence': 'confidence_ratio'}
) }}
