with versions as (
    {{ known_versions(source('raw_frappe_hr', 'employees'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as employee_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('employee_number') }} as employee_number,
    {{ blank_to_null('employee_name') }} as employee_name,
    {{ blank_to_null('gender') }} as gender,
    date_of_birth as birth_date,
    date_of_joining as joining_date,
    {{ blank_to_null('status') }} as status,
    {{ blank_to_null('company') }} as company_id,
    {{ blank_to_null('department') }} as org_unit_id,
    {{ blank_to_null('designation') }} as job_id,
    {{ blank_to_null('branch') }} as location,
    {{ blank_to_null('grade') }} as grade_id,
    {{ blank_to_null('employment_type') }} as employment_type,
    {{ blank_to_null('reports_to') }} as manager_employee_id,
    lower({{ blank_to_null('company_email') }}) as work_email,
    final_confirmation_date as confirmation_date,
    contract_end_date,
    cast(notice_number_of_days as int) as notice_days,
    date_of_retirement as retirement_date,
    cast(ctc as decimal(18, 2)) as cost_to_company_amount,
    {{ blank_to_null('salary_currency') }} as currency,
    resignation_letter_date as notice_date,
    relieving_date,
    {{ blank_to_null('reason_for_leaving') }} as exit_reason,
    known_from,
    known_to
from versions
