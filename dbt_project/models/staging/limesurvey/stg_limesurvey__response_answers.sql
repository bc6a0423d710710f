with versions as (
    {{ known_versions(source('raw_limesurvey', 'response_answers'), ['sid', 'response_id', 'question_code']) }}
)

select
    cast(sid as string) as survey_id,
    cast(response_id as string) as response_id,
    {{ blank_to_null('question_code') }} as question_code,
    {{ blank_to_null('answer') }} as answer_code,
    cast(answer_length as int) as answer_length,
    known_from,
    known_to
from versions
