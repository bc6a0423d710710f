{{ contract_rows(
    'comp_budgets',
    key=['company_id', 'cycle_id', 'holder_org_unit_id', 'purpose'],
    columns={
        'company_id': 'string',
        'cycle_id': 'string',
        'holder_org_unit_id': 'string',
        'purpose': 'string',
        'amount': 'decimal(18, 2)',
        'currency': 'string',
        'decision_date': 'date',
        'effective_date': 'date',
    }
) }}
