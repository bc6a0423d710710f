{{ contract_rows(
    'job_card_kpis',
    key=['company_id', 'job_id', 'version', 'kpi_id'],
    columns={
        'company_id': 'string',
        'job_id': 'string',
        'version': 'string',
        'kpi_id': 'string',
        'kra_id': 'string',
    },
    renamed={'version': 'job_card_version'}
) }}
