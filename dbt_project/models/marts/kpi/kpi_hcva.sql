{{ finance_kpi('hcva', [
    {'name': 'average_fte', 'numerator': 'revenue_amount - (operating_expense_amount - people_cost_amount)',
     'denominator': 'average_fte'},
], ['revenue', 'expense', 'cost']) }}
