with versions as (
    {{ known_versions(source('raw_limesurvey', 'answer_options'), ['sid', 'qid', 'code']) }}
)

select
    cast(sid as string) as survey_id,
    cast(qid as string) as question_id,
    {{ blank_to_null('code') }} as answer_code,
    {{ blank_to_null('answer') }} as answer_text,
    cast(assessment_value as decimal(9, 4)) as assessment_value,
    known_from,
    known_to
from versions
