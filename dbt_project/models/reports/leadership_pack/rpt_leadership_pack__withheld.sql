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

with cells as (
    {% for table, title in tables -%}
        select
            {{ loop.index }} as sequence,
            '{{ title }}' as section_name,
            withheld_reason
        from {{ ref(table) }}
        where withheld_reason is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- A whole table that is empty, because nothing delivers what it is made of.
empty_tables as (
    {% for title, entity, field_name in needs -%}
        select
            {{ loop.index + tables | length }} as sequence,
            '{{ title }}' as section_name,
            absent_reason as withheld_reason
        from {{ ref('field_capability') }}
        where entity = '{{ entity }}' and field_name = '{{ field_name }}' and status = 'absent'
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    cast(sequence as int) as sequence,
    section_name,
    withheld_reason,
    cast(count(*) as bigint) as cell_count
from cells
group by sequence, section_name, withheld_reason

union all

select
    cast(sequence as int) as sequence,
    section_name,
    withheld_reason,
    cast(0 as bigint) as cell_count
from empty_tables
