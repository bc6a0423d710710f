with root as (
    {{ root_org_unit() }}
),

-- Favourable is one of the two best answers of a five-point scale, turned where a high value is unfavourable.
answers as (
    select
        answer.company_id,
        coalesce(answer.org_unit_key, root.org_unit_key) as org_unit_key,
        cast(date_trunc('month', answer.submitted_date) as date) as month_start,
        answer.survey_id,
        answer.respondent_key,
        answer.answer_value is not null as is_valid,
        coalesce(
            case
                when answer.is_reverse_keyed then answer.answer_value <= answer.scale_min + 1
                else answer.answer_value >= answer.scale_max - 1
            end,
            false
        ) as is_favourable
    from {{ ref('fct_survey_answer') }} as answer
    cross join root
    where
        answer.submitted_date is not null
        and answer.scale_max - answer.scale_min = 4
),

direct as (
    select
        company_id,
        org_unit_key,
        month_start,
        survey_id,
        count_if(is_favourable) as favourable_count,
        count_if(is_valid) as valid_count,
        count(*) as asked_count,
        count(distinct case when is_valid then respondent_key end) as respondent_count
    from answers
    group by company_id, org_unit_key, month_start, survey_id
),

summed as (
    {{ by_dimension('direct', ['favourable_count', 'valid_count', 'asked_count', 'respondent_count'], cuts=[]) }}
)

{{ kpi_rows('favourable_share', 'summed', [{
    'name': 'pooled_answers',
    'numerator': 'favourable_count',
    'denominator': 'valid_count',
    'n': 'respondent_count',
    'coverage': 'cast(valid_count as double) / nullif(cast(asked_count as double), 0)',
    'withheld': {'no_valid_answer': 'valid_count = 0'},
}]) }}

union all

{{ absent_kpi(
    'favourable_share', ['pooled_answers'], ['survey_response', 'answer_value'], 'no_source_delivers_answers'
) }}
