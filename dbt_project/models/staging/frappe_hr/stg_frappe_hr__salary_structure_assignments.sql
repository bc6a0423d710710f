with versions as (
    {{ known_versions(source('raw_frappe_hr', 'salary_structure_assignments'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as salary_structure_assignment_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('employee') }} as employee_id,
    {{ blank_to_null('company') }} as company_id,
    {{ blank_to_null('salary_structure') }} as salary_structure_id,
    from_date,
    cast(base as decimal(18, 2)) as monthly_base_amount,
    cast(variable as decimal(18, 2)) as monthly_variable_amount,
    {{ blank_to_null('currency') }} as currency,
    {{ blank_to_null('amended_from') }} as amended_from_id,
    known_from,
    known_to
from versions
