{{ contract_rows(
    'kpi_defs',
    key=['company_id', 'org_unit_id', 'kpi_id', 'valid_from'],
    columns={
        'company_id': 'string',
        'org_unit_id': 'string',
        'kpi_id': 'string',
        'kpi_name': 'string',
        'perspective': 'string',
        'perspective_weight': 'decimal(9, 4)',
        'kpi_weight': 'decimal(9, 4)',
        'direction': 'string',
        'unit': 'string',
        'time_basis': 'string',
        'is_critical': 'boolean',
        'valid_from': 'date',
        'valid_to': 'date',
    }
) }}
