with versions as (
    {{ known_versions(source('raw_payroll_register', 'register_rows'), ['file_hash', 'row_number']) }}
)

select
    {{ blank_to_null('file_hash') }} as file_hash,
    cast(row_number as int) as row_number,
    {{ blank_to_null('employee_number') }} as employee_number,
    {{ blank_to_null('company') }} as company_id,
    period_start as period_start_date,
    period_end as period_end_date,
    {{ blank_to_null('run') }} as payroll_run,
    pay_date,
    {{ blank_to_null('currency') }} as currency,
    cast(paid_days as decimal(9, 4)) as paid_days,
    cast(lop_days as decimal(9, 4)) as loss_of_pay_days,
    cast(gross_pay as decimal(18, 2)) as gross_amount,
    cast(total_deduction as decimal(18, 2)) as deduction_amount,
    cast(net_pay as decimal(18, 2)) as net_amount,
    known_from,
    known_to
from versions
