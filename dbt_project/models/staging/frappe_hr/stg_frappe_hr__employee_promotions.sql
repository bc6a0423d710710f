with versions as (
    {{ known_versions(source('raw_frappe_hr', 'employee_promotions'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as promotion_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('employee') }} as employee_id,
    promotion_date,
    {{ blank_to_null('company') }} as company_id,
    cast(current_ctc as decimal(18, 2)) as from_cost_to_company_amount,
    cast(revised_ctc as decimal(18, 2)) as to_cost_to_company_amount,
    {{ blank_to_null('salary_currency') }} as currency,
    {{ blank_to_null('amended_from') }} as amended_from_id,
    known_from,
    known_to
from versions
