{%- set tables = [
    ('rpt_leadership_pack__turnover_by_unit', 'Voluntary turnover by unit'),
    ('rpt_leadership_pack__engagement', 'Favourable answers by unit'),
    ('rpt_leadership_pack__rating_distribution', 'Ratings by band'),
    ('rpt_leadership_pack__increment_budget', 'Increment budgets by holder'),
    ('rpt_leadership_pack__pay_position', 'Pay position by grade'),
    ('rpt_leadership_pack__talent_grid_counts', 'Talent grid'),
    ('rpt_leadership_pack__scorecard_by_unit', 'Scorecards by unit'),
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
)

select
    cast(sequence as int) as sequence,
    section_name,
    withheld_reason,
    cast(count(*) as bigint) as cell_count
from cells
group by sequence, section_name, withheld_reason
