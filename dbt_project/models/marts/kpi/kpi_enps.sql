with root as (
    {{ root_org_unit() }}
),

direct as (
    select
        answer.company_id,
        coalesce(answer.org_unit_key, root.org_unit_key) as org_unit_key,
        cast(date_trunc('month', answer.submitted_date) as date) as month_start,
        case when answer.answer_value >= 9 then 1 else 0 end as promoter_count,
        case when answer.answer_value <= 6 then 1 else 0 end as detractor_count,
        case when answer.answer_value is not null then 1 else 0 end as valid_count,
        1 as asked_count
    from {{ ref('fct_survey_answer') }} as answer
    cross join root
    where
        answer.submitted_date is not null
        and answer.scale_min = 0
        and answer.scale_max = 10
),

summed as (
    {{ by_dimension('direct', ['promoter_count', 'detractor_count', 'valid_count', 'asked_count'], cuts=[]) }}
),

scored as (
    select
        *,
        100 * cast(promoter_count - detractor_count as double) as points,
        cast(promoter_count - detractor_count as double) / nullif(cast(valid_count as double), 0) as net_ratio,
        cast(promoter_count + detractor_count as double) / nullif(cast(valid_count as double), 0) as taken_ratio
    from summed
)

{{ kpi_rows('enps', 'scored', [{
    'name': 'pooled_answers',
    'numerator': 'case when valid_count > 0 then points end',
    'denominator': 'valid_count',
    'coverage': 'cast(valid_count as double) / nullif(cast(asked_count as double), 0)',
    'error': '100 * sqrt((taken_ratio - net_ratio * net_ratio) / nullif(cast(valid_count as double), 0))',
    'withheld': {'no_valid_answer': 'valid_count = 0'},
}]) }}

union all

{{ absent_kpi('enps', ['pooled_answers'], ['survey_response', 'answer_value'], 'no_source_delivers_answers') }}
