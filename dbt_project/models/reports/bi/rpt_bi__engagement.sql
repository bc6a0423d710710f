-- The people behind a figure are those who answered. Survey years are whole and do not overlap.
with sized as (
    select
        period_start,
        period_end,
        org_unit_key,
        numerator as favourable_count,
        denominator as answer_count,
        n as respondent_count
    from {{ ref('kpi_favourable_share') }}
    where
        company_id = '*'
        and tree = 'as_is'
        and dimension = 'all'
        and variant = 'pooled_answers'
        and period_type = 'year'
        and numerator is not null
),

{{ released_by_unit(
    'released', 'sized', 'respondent_count', ['favourable_count', 'answer_count', 'respondent_count'],
    ['period_start', 'period_end'], leaves_out_few_heads=true
) }},

shares as (
    select
        *,
        favourable_count / nullif(answer_count, 0) as favourable_ratio
    from released
)

select
    period_start,
    period_end,
    cell_key,
    parent_cell_key,
    org_unit_name,
    org_level,
    level_name,
    parent_org_unit_name,
    is_whole,
    cast(respondent_count as bigint) as respondent_count,
    cast(favourable_ratio as decimal(18, 4)) as favourable_ratio,
    cast({{ wilson_bound('favourable_ratio', 'respondent_count', '-') }} as decimal(18, 4)) as favourable_low_ratio,
    cast({{ wilson_bound('favourable_ratio', 'respondent_count', '+') }} as decimal(18, 4)) as favourable_high_ratio,
    withheld_reason
from shares
