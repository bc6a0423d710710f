with workers as (
    {{ by_dimension(ref('person_month'), ['closing_count'], at_close=true) }}
)

{{ kpi_rows('headcount', ref('headcount_period'), [
    {'name': 'closing', 'numerator': 'closing_count', 'n': 'closing_count'},
    {'name': 'opening', 'numerator': 'opening_count', 'n': 'opening_count'},
    {'name': 'daily_average', 'numerator': 'headcount_days', 'denominator': 'day_count',
     'n': averages()['daily_average']},
    {'name': 'simple_average', 'numerator': 'opening_count + closing_count', 'denominator': '2',
     'n': averages()['simple_average']},
    {'name': 'monthly_average', 'numerator': 'month_opening_sum + month_closing_sum',
     'denominator': '2 * month_count', 'n': averages()['monthly_average']},
]) }}

union all

{{ kpi_rows('headcount', 'workers', [{'name': 'workforce', 'numerator': 'closing_count', 'n': 'closing_count'}]) }}
