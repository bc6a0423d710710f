with versions as (
    {{ known_versions(source('raw_limesurvey', 'questions'), ['sid', 'qid']) }}
)

select
    cast(sid as string) as survey_id,
    cast(qid as string) as question_id,
    cast(parent_qid as string) as parent_question_id,
    cast(gid as string) as group_id,
    {{ blank_to_null('title') }} as question_code,
    {{ blank_to_null('question') }} as question_text,
    {{ blank_to_null('versions.type') }} as question_type,
    cast(group_order as int) as group_order,
    cast(question_order as int) as question_order,
    known_from,
    known_to
from versions
