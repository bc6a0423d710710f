with versions as (
    {{ known_versions(source('raw_limesurvey', 'questions'), ['sid', 'qid']) }}
)

select
    cast(versions.sid as string) as survey_id,
    cast(versions.qid as string) as question_id,
    cast(versions.parent_qid as string) as parent_question_id,
    cast(versions.gid as string) as group_id,
    {{ blank_to_null('versions.title') }} as question_code,
    {{ blank_to_null('versions.question') }} as question_text,
    {{ blank_to_null('versions.type') }} as question_type,
    cast(versions.group_order as int) as group_order,
    cast(versions.question_order as int) as question_order,
    versions.known_from,
    versions.known_to
from versions
