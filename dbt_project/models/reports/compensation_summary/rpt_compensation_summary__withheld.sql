{%- set tables = [
    ('rpt_compensation_summary__budget', 'Budget by holder'),
    ('rpt_compensation_summary__increments_by_rating', 'Increments by rating'),
    ('rpt_compensation_summary__increments_by_position', 'Increments by position in the range'),
    ('rpt_compensation_summary__increment_rates', 'Rates of increments'),
    ('rpt_compensation_summary__pay_position', 'Position in the range'),
    ('rpt_compensation_summary__compa_ratio', 'Pay over midpoints by grade'),
    ('rpt_compensation_summary__fairness', 'Fairness checks'),
    ('rpt_compensation_summary__adjusted_gap', 'Women and men alike'),
    ('rpt_compensation_summary__pay_for_performance', 'Pay for performance'),
] -%}
{%- set needs = [
    ('Budget by holder', 'comp_budget', 'amount'),
    ('Increments by rating', 'review', 'rating_value'),
    ('Position in the range', 'pay_range', 'midpoint_amount'),
    ('Women and men alike', 'comp_base', 'annual_base_amount'),
] -%}
{{ withheld_query(tables, needs) }}
