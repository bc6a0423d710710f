with versions as (
    {{ known_versions(source('raw_moodle', 'courses'), ['id']) }}
)

select
    cast(id as string) as course_id,
    {{ blank_to_null('shortname') }} as course_shortname,
    {{ blank_to_null('fullname') }} as course_name,
    {{ blank_to_null('idnumber') }} as course_idnumber,
    cast(categoryid as string) as category_id,
    visible = 1 as is_visible,
    {{ epoch_to_timestamp('startdate') }} as start_at,
    {{ epoch_to_timestamp('enddate') }} as end_at,
    {{ epoch_to_timestamp('timecreated') }} as created_at,
    {{ epoch_to_timestamp('timemodified') }} as modified_at,
    enablecompletion = 1 as has_completion,
    known_from,
    known_to
from versions
