{{ contract_rows(
    'kpi_values',
    key=['company_id', 'org_unit_id', 'kpi_id', 'period_start'],
    columns={
        'company_id': 'string',
        'org_unit_id': 'string',
        'kpi_id': 'string',
        'period_start': 'date',
        'period_end': 'date',
        'value': 'double',
        'unit': 'string',
    },
    renamed={'period_start': 'period_start_date', 'period_end': 'period_end_date'}
) }}
