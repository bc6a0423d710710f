with slips as (
    select * from {{ ref('stg_frappe_hr__salary_slips') }}
    where docstatus = 1 and known_to is null
),

-- A register that is taken later replaces the earlier one of its company, period and run, whatever its file name.
register_files as (
    select
        file_hash,
        row_number() over (
            partition by company_id, period_start_date, period_end_date, lower(payroll_run)
            order by known_from desc, file_hash asc
        ) as newest
    from {{ ref('stg_payroll_register__register_files') }}
    where known_to is null
),

register_rows as (
    select register_rows.*
    from {{ ref('stg_payroll_register__register_rows') }} as register_rows
    inner join register_files
        on register_rows.file_hash = register_files.file_hash
    where register_rows.known_to is null and register_files.newest = 1
)

select
    'frappe_hr' as source_system,
    slips.salary_slip_id as source_id,
    coalesce(slips.company_id, links.company_id) as company_id,
    slips.employee_id as person_source_id,
    slips.period_start_date,
    slips.period_end_date,
    slips.currency,
    slips.gross_amount,
    slips.deduction_amount,
    slips.net_amount,
    slips.payment_days as paid_days,
    slips.leave_without_pay as unpaid_days,
    slips.known_from
from slips
inner join {{ ref('canonical__identity_link') }} as links
    on
        links.source_system = 'frappe_hr'
        and slips.employee_id = links.source_id

union all

select
    'payroll_register' as source_system,
    -- Sixteen digits of the file's hash tell files apart and keep the identifier short.
    substr(file_hash, 1, 16) || '/' || cast(row_number as string) as source_id,
    company_id,
    employee_number as person_source_id,
    period_start_date,
    period_end_date,
    currency,
    gross_amount,
    deduction_amount,
    net_amount,
    paid_days,
    loss_of_pay_days as unpaid_days,
    known_from
from register_rows

union all

select
    source_system,
    employee_number || '/' || cast(period_start_date as string) || '/' || cast(period_end_date as string) as source_id,
    company_id,
    employee_number as person_source_id,
    period_start_date,
    period_end_date,
    currency,
    gross_amount,
    deduction_amount,
    net_amount,
    cast(paid_days as decimal(9, 4)) as paid_days,
    cast(lop_days as decimal(9, 4)) as unpaid_days,
    known_from
from {{ ref('stg_contract__pay_runs') }}
where known_to is null
