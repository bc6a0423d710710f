with versions as (
    {{ known_versions(source('raw_frappe_hr', 'leave_types'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as leave_type_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('leave_type_name') }} as leave_type_name,
    is_lwp = 1 as is_without_pay,
    is_ppl = 1 as is_partly_paid,
    cast(fraction_of_daily_salary_per_leave as decimal(9, 4)) as paid_ratio,
    is_optional_leave = 1 as is_optional_holiday,
    is_compensatory = 1 as is_compensatory,
    known_from,
    known_to
from versions
