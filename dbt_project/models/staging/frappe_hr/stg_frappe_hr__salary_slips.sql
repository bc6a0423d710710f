with versions as (
    {{ known_versions(source('raw_frappe_hr', 'salary_slips'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as salary_slip_id,
    creation as created_site_time,
    modified as modified_site_time,
    {{ site_time_to_utc('creation') }} as source_created_at,
    {{ site_time_to_utc('modified') }} as source_modified_at,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('employee') }} as employee_id,
    {{ blank_to_null('company') }} as company_id,
    {{ blank_to_null('status') }} as status,
    start_date as period_start_date,
    end_date as period_end_date,
    posting_date,
    {{ blank_to_null('currency') }} as currency,
    cast(exchange_rate as decimal(18, 6)) as exchange_rate,
    cast(total_working_days as decimal(9, 4)) as total_working_days,
    cast(payment_days as decimal(9, 4)) as payment_days,
    cast(leave_without_pay as decimal(9, 4)) as leave_without_pay,
    cast(gross_pay as decimal(18, 2)) as gross_amount,
    cast(total_deduction as decimal(18, 2)) as deduction_amount,
    cast(net_pay as decimal(18, 2)) as net_amount,
    {{ blank_to_null('amended_from') }} as amended_from_id,
    known_from,
    known_to
from versions
