{{ finance_kpi('hcroi', [
    {'name': 'gross', 'numerator': 'revenue_amount - (operating_expense_amount - people_cost_amount)',
     'denominator': 'people_cost_amount'},
    {'name': 'net', 'numerator': 'revenue_amount - operating_expense_amount', 'denominator': 'people_cost_amount'},
], ['revenue', 'expense', 'cost'], is_money=false) }}
