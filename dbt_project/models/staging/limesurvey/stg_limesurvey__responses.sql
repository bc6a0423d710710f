with versions as (
    {{ known_versions(source('raw_limesurvey', 'responses'), ['sid', 'id']) }}
)

select
    cast(sid as string) as survey_id,
    cast(id as string) as response_id,
    {{ blank_to_null('token') }} as token,
    submitdate as submitted_server_time,
    cast(lastpage as int) as last_page,
    known_from,
    known_to
from versions
