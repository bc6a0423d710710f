with versions as (
    {{ known_versions(source('raw_moodle', 'course_completions'), ['courseid', 'userid']) }}
)

select
    cast(courseid as string) as course_id,
    cast(userid as string) as user_id,
    completed as is_completed,
    cast(aggregation as int) as aggregation,
    {{ blank_to_null('errorcode') }} as error_code,
    known_from,
    known_to
from versions
