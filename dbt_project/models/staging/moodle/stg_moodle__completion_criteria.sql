with versions as (
    {{ known_versions(source('raw_moodle', 'completion_criteria'), ['courseid', 'userid', 'idx']) }}
)

select
    cast(courseid as string) as course_id,
    cast(userid as string) as user_id,
    cast(idx as int) as line_number,
    cast(type as int) as criterion_type,
    {{ blank_to_null('title') }} as criterion_title,
    complete as is_met,
    {{ epoch_to_timestamp('timecompleted') }} as completed_at,
    known_from,
    known_to
from versions
