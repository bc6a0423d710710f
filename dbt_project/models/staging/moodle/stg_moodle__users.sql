with versions as (
    {{ known_versions(source('raw_moodle', 'users'), ['id']) }}
)

select
    cast(id as string) as user_id,
    {{ blank_to_null('username') }} as username,
    lower({{ blank_to_null('email') }}) as work_email,
    {{ blank_to_null('idnumber') }} as employee_number,
    suspended as is_suspended,
    coalesce(confirmed, false) as is_email_verified,
    {{ epoch_to_timestamp('lastaccess') }} as last_access_at,
    known_from,
    known_to
from versions
