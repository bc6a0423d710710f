with versions as (
    {{ known_versions(source('raw_limesurvey', 'surveys'), ['sid']) }}
)

select
    cast(sid as string) as survey_id,
    {{ blank_to_null('surveyls_title') }} as survey_title,
    startdate as start_server_time,
    expires as expires_server_time,
    active = 'Y' as is_active,
    anonymized = 'Y' as is_anonymous,
    known_from,
    known_to
from versions
