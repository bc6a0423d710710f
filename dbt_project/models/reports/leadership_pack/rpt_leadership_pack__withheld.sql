{%- set tables = [
    ('rpt_leadership_pack__turnover_by_unit', 'Voluntary turnover by unit'),
    ('rpt_leadership_pack__engagement', 'Favourable answers by unit'),
    ('rpt_leadership_pack__rating_distribution', 'Ratings by band'),
    ('rpt_leadership_pack__increment_budget', 'Increment budgets by holder'),
    ('rpt_leadership_pack__pay_position', 'Pay position by grade'),
    ('rpt_leadership_pack__talent_grid_counts', 'Talent grid'),
    ('rpt_leadership_pack__scorecard_by_unit', 'Scorecards by unit'),
] -%}
{%- set needs = [
    ('Voluntary turnover by unit', 'employment', 'exit_type'),
    ('Favourable answers by unit', 'survey_response', 'answer_value'),
    ('Ratings by band', 'review', 'rating_value'),
    ('Increment budgets by holder', 'comp_budget', 'amount'),
    ('Pay position by grade', 'pay_range', 'midpoint_amount'),
    ('Talent grid', 'talent_rating', 'potential_value'),
    ('Scorecards by unit', 'kpi_value', 'value'),
    ('Succession coverage', 'succession_plan', 'plan_id'),
] -%}
{{ withheld_query(tables, needs) }}
