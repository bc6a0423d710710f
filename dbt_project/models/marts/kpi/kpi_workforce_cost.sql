{{ finance_kpi('workforce_cost', [{'name': 'without_contingent', 'numerator': 'people_cost_amount'}], ['cost']) }}
