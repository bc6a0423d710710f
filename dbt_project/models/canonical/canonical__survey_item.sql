with questions as (
    select * from {{ ref('stg_limesurvey__questions') }}
    where known_to is null
),

scales as (
    select
        survey_id,
        question_id,
        min(assessment_value) as scale_min,
        max(assessment_value) as scale_max
    from {{ ref('stg_limesurvey__answer_options') }}
    where known_to is null and assessment_value is not null
    group by survey_id, question_id
),

items as (
    select
        questions.survey_id,
        coalesce(parents.question_code || '[' || questions.question_code || ']', questions.question_code)
            as question_code,
        coalesce(parents.question_id, questions.question_id) as scale_question_id,
        questions.known_from
    from questions
    left join questions as parents
        on
            questions.survey_id = parents.survey_id
            and questions.parent_question_id = parents.question_id
)

select
    items.survey_id,
    '*' as company_id,
    items.question_code,
    items.scale_question_id,
    scales.scale_min,
    scales.scale_max,
    coalesce(item_mapping.is_reverse_keyed, false) as is_reverse_keyed,
    'limesurvey' as source_system,
    items.known_from
from items
-- A question without scored answers (free text, a head of subquestions) is no item.
inner join scales
    on
        items.survey_id = scales.survey_id
        and items.scale_question_id = scales.question_id
left join {{ ref('mapping_survey_items') }} as item_mapping
    on
        item_mapping.source_system = 'limesurvey'
        and items.question_code = item_mapping.question_code

union all

select
    survey_id,
    company_id,
    question_code,
    cast(null as string) as scale_question_id,
    scale_min,
    scale_max,
    coalesce(is_reverse_keyed, false) as is_reverse_keyed,
    source_system,
    known_from
from {{ ref('stg_contract__survey_items') }}
where known_to is null
