with versions as (
    {{ known_versions(source('raw_moodle', 'grade_items'), ['courseid', 'userid', 'id']) }}
)

select
    cast(courseid as string) as course_id,
    cast(userid as string) as user_id,
    cast(id as string) as grade_item_id,
    {{ blank_to_null('itemtype') }} as item_type,
    {{ blank_to_null('itemmodule') }} as item_module,
    cast(scaleid as string) as scale_id,
    cast(graderaw as decimal(9, 4)) as grade_value,
    cast(grademin as decimal(9, 4)) as grade_min,
    cast(grademax as decimal(9, 4)) as grade_max,
    {{ epoch_to_timestamp('gradedategraded') }} as graded_at,
    gradeishidden as is_hidden,
    known_from,
    known_to
from versions
