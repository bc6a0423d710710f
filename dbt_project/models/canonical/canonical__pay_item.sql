with pay_runs as (
    select * from {{ ref('canonical__pay_run') }}
),

details as (
    select *
    from {{ ref('stg_frappe_hr__salary_details') }}
    where known_to is null and not coalesce(is_statistical, false)
),

register_lines as (
    select * from {{ ref('stg_payroll_register__register_lines') }}
    where known_to is null
),

items as (
    select
        'frappe_hr' as source_system,
        salary_slip_id || '/' || parentfield || '/' || cast(line_number as string) as source_id,
        salary_slip_id as pay_run_source_id,
        component_code,
        parentfield = 'deductions' as is_deduction,
        not coalesce(is_not_in_total, false) as is_in_total,
        amount,
        known_from
    from details
    union all
    select
        'payroll_register' as source_system,
        substr(file_hash, 1, 16) || '/' || cast(row_number as string) || '/' || component_code
        || case when line_number <> row_number then '/' || cast(line_number as string) else '' end as source_id,
        substr(file_hash, 1, 16) || '/' || cast(row_number as string) as pay_run_source_id,
        component_code,
        is_deduction,
        true as is_in_total,
        amount,
        known_from
    from register_lines
),

-- The contract gives the class itself.
contract_items as (
    select
        source_system,
        employee_number || '/' || cast(period_start_date as string) || '/' || cast(period_end_date as string)
            as pay_run_source_id,
        component_code,
        component_class,
        amount,
        known_from
    from {{ ref('stg_contract__pay_items') }}
    where known_to is null
)

select
    items.source_system,
    items.source_id,
    items.pay_run_source_id,
    pay_runs.company_id,
    pay_runs.person_source_id,
    pay_runs.period_start_date,
    pay_runs.period_end_date,
    items.component_code,
    coalesce(classes.component_class, 'unmapped') as component_class,
    items.is_deduction,
    items.is_in_total,
    items.amount,
    pay_runs.currency,
    items.known_from
from items
inner join pay_runs
    on
        items.source_system = pay_runs.source_system
        and items.pay_run_source_id = pay_runs.source_id
left join {{ ref('mapping_pay_components') }} as classes
    on
        items.source_system = classes.source_system
        and {{ mapping_word('items.component_code') }} = classes.source_value

union all

select
    items.source_system,
    items.pay_run_source_id || '/' || items.component_code as source_id,
    items.pay_run_source_id,
    pay_runs.company_id,
    pay_runs.person_source_id,
    pay_runs.period_start_date,
    pay_runs.period_end_date,
    items.component_code,
    items.component_class,
    items.component_class = 'deduction' as is_deduction,
    -- The employer's part stands beside the slip's totals.
    items.component_class <> 'statutory_er' as is_in_total,
    items.amount,
    pay_runs.currency,
    items.known_from
from contract_items as items
inner join pay_runs
    on
        items.source_system = pay_runs.source_system
        and items.pay_run_source_id = pay_runs.source_id
