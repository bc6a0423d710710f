{{ contract_rows(
    'org_units',
    key=['company_id', 'org_unit_id', 'valid_from'],
    columns={
        'company_id': 'string',
        'org_unit_id': 'string',
        'org_unit_name': 'string',
        'parent_org_unit_id': 'string',
        'cost_centre': 'string',
        'is_active': 'boolean',
        'valid_from': 'date',
        'valid_to': 'date',
    }
) }}
