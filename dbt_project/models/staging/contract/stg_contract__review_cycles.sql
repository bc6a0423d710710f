{{ contract_rows(
    'review_cycles',
    key=['company_id', 'cycle_id'],
    columns={
        'company_id': 'string',
        'cycle_id': 'string',
        'cycle_start': 'date',
        'cycle_end': 'date',
        'closed_date': 'date',
    },
    renamed={'cycle_start': 'cycle_start_date', 'cycle_end': 'cycle_end_date'}
) }}
