{{ finance_kpi('cost_per_fte', [
    {'name': 'without_contingent', 'numerator': 'people_cost_amount', 'denominator': 'average_fte'},
], ['cost']) }}
