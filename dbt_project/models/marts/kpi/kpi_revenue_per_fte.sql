{{ finance_kpi('revenue_per_fte', [
    {'name': 'average_fte', 'numerator': 'revenue_amount', 'denominator': 'average_fte'},
], ['revenue']) }}
