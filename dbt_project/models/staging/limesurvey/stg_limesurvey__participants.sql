with versions as (
    {{ known_versions(source('raw_limesurvey', 'participants'), ['sid', 'tid']) }}
)

select
    cast(sid as string) as survey_id,
    cast(tid as string) as participant_id,
    {{ blank_to_null('token') }} as token,
    {{ blank_to_null('completed') }} as completed_state,
    {{ blank_to_null('employee_number') }} as employee_number,
    {{ blank_to_null('department') }} as department_name,
    known_from,
    known_to
from versions
