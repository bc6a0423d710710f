-- No released figure stands for 1 to minimum_group - 1 people, and what is withheld is physically empty.
{%- set tables = [
    ('rpt_bi__headcount', 'people_count', 'people_count'),
    ('rpt_bi__turnover', 'average_headcount', 'turnover_ratio'),
    ('rpt_bi__engagement', 'respondent_count', 'favourable_ratio'),
    ('rpt_bi__kpi_values', 'n', 'value'),
    ('rpt_leadership_pack__turnover_by_unit', 'average_headcount', 'turnover_ratio'),
    ('rpt_leadership_pack__engagement', 'respondent_count', 'favourable_ratio'),
    ('rpt_leadership_pack__rating_distribution', 'people_count', 'share_ratio'),
    ('rpt_leadership_pack__increment_budget', 'people_count', 'recommended_amount'),
    ('rpt_leadership_pack__pay_position', 'people_count', 'compa_ratio'),
    ('rpt_leadership_pack__talent_grid_counts', 'people_count', 'share_ratio'),
    ('rpt_statutory_pay__gaps', 'people_at_least_count', 'value_ratio'),
    ('rpt_statutory_pay__quartiles', 'people_at_least_count', 'women_ratio'),
    ('rpt_statutory_pay__categories', 'people_at_least_count', 'base_mean_ratio'),
    ('rpt_statutory_pay__wages', 'people_count', 'women_wages_ratio'),
    ('rpt_compensation_summary__budget', 'people_count', 'recommended_amount'),
    ('rpt_compensation_summary__increments_by_rating', 'people_at_least_count', 'mean_increment_ratio'),
    ('rpt_compensation_summary__increments_by_position', 'people_at_least_count', 'mean_increment_ratio'),
    ('rpt_compensation_summary__pay_position', 'before_count', 'before_ratio'),
    ('rpt_compensation_summary__pay_position', 'after_count', 'after_ratio'),
    ('rpt_compensation_summary__compa_ratio', 'people_count', 'new_compa_ratio'),
    ('rpt_compensation_summary__adjusted_gap', 'people_at_least_count', 'gap_ratio'),
    ('rpt_compensation_summary__fairness', 'group_at_least_count', 'value'),
    ('rpt_compensation_summary__fairness', 'reference_at_least_count', 'value'),
    ('rpt_compensation_summary__pay_for_performance', 'people_at_least_count', 'cost_rise_ratio'),
    ('rpt_talent_pipeline__women', 'people_at_least_count', 'women_ratio'),
    ('rpt_talent_pipeline__leavers', 'people_at_least_count', 'third_year_ratio'),
] %}

with policy as (
    {{ disclosure_policy_in_force() }}
),

figures as (
    {% for table, size, value in tables -%}
        select
            '{{ table }}' as report,
            cast({{ size }} as decimal(18, 2)) as people,
            cast({{ value }} as decimal(18, 4)) as figure,
            withheld_reason
        from {{ ref(table) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    figures.report,
    count(*) as cell_count
from figures
cross join policy
where
    (figures.people > 0 and figures.people < policy.minimum_group)
    or (figures.withheld_reason is not null and (figures.people is not null or figures.figure is not null))
    or (figures.withheld_reason is null and figures.people is null)
group by figures.report
