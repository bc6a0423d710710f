with versions as (
    {{ known_versions(source('raw_moodle', 'activity_completions'), ['courseid', 'userid', 'cmid']) }}
)

select
    cast(courseid as string) as course_id,
    cast(userid as string) as user_id,
    cast(cmid as string) as activity_id,
    {{ blank_to_null('modname') }} as activity_type,
    cast(state as int) as completion_state,
    {{ epoch_to_timestamp('timecompleted') }} as state_changed_at,
    cast(tracking as int) as tracking,
    known_from,
    known_to
from versions
