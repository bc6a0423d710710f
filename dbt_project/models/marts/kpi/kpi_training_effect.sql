-- The effect of courses on the next final rating, as a KPI of the whole organisation.
with effect as (
    select * from {{ ref('course_effect') }}
    where outcome = 'final_rating'
),

last_year as (
    select
        period_type,
        period_start,
        period_end
    from {{ ref('period_month') }}
    where period_type = 'year'
    qualify row_number() over (order by period_end desc) = 1
),

root as (
    {{ root_org_unit() }}
),

trees as (
    select 'as_is' as tree
    union all
    select 'as_was' as tree
),

judged as (
    select
        trees.tree,
        effect.dimension,
        effect.dimension_value,
        effect.company_id,
        root.org_unit_key,
        last_year.period_type,
        last_year.period_start,
        last_year.period_end,
        effect.effect_value,
        effect.standard_error,
        effect.compared_taker_count,
        effect.withheld_reason is not null as is_too_few,
        cast(effect.compared_taker_count as double) / nullif(cast(effect.taker_count as double), 0) as matched_ratio
    from effect
    cross join last_year
    cross join root
    cross join trees
)

{{ kpi_rows('training_effect', 'judged', [{
    'name': 'next_rating',
    'numerator': 'effect_value',
    'n': 'compared_taker_count',
    'coverage': 'coalesce(matched_ratio, 0)',
    'error': 'standard_error',
    'withheld': {'too_few_in_an_arm': 'is_too_few'},
}]) }}
