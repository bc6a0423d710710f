with versions as (
    {{ known_versions(source('raw_moodle', 'enrolments'), ['courseid', 'userid']) }}
)

select
    cast(courseid as string) as course_id,
    cast(userid as string) as user_id,
    is_active,
    known_from,
    known_to
from versions
