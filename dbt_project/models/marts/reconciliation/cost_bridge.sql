with company_months as (
    select * from {{ ref('company_month') }}
),

worker_types as (
    select
        company_id,
        person_key,
        month_start,
        worker_type
    from {{ ref('employed_month') }}
),

-- What payroll paid, contingent workers apart, who are no people cost.
payroll as (
    select
        paid.company_id,
        paid.month_start,
        min(paid.currency) as payroll_currency,
        min(paid.currency) <> max(paid.currency) or bool_or(paid.is_mixed_currency) as is_mixed_currency,
        sum(case when worker_types.worker_type = 'contingent' then paid.gross_amount else 0 end)
            as contingent_gross_amount,
        sum(case when worker_types.worker_type = 'contingent' then 0 else paid.gross_amount end) as gross_amount,
        sum(case when worker_types.worker_type = 'contingent' then 0 else paid.employer_cost_amount end)
            as employer_cost_amount
    from {{ ref('paid_month') }} as paid
    left join worker_types
        on
            paid.company_id = worker_types.company_id
            and paid.person_key = worker_types.person_key
            and paid.month_start = worker_types.month_start
    group by paid.company_id, paid.month_start
),

finance as (
    select
        company_id,
        period_start_date,
        period_end_date,
        currency,
        people_cost_amount,
        row_number() over (
            partition by company_id, period_start_date, period_end_date order by source_system
        ) as source_number
    from {{ ref('canonical__finance_period') }}
),

rates as (
    select
        from_currency,
        to_currency,
        rate,
        valid_from,
        {{ until('valid_to') }} as valid_until
    from {{ ref('dim_exchange_rate') }}
),

sides as (
    select
        company_months.company_id,
        company_months.month_start,
        company_months.month_end,
        company_months.cost_tolerance_ratio,
        company_months.withheld_reason as month_withheld_reason,
        payroll.payroll_currency,
        payroll.is_mixed_currency,
        payroll.gross_amount,
        payroll.contingent_gross_amount,
        case
            when payroll.employer_cost_amount > 0 then 'payroll'
            when company_months.employer_part_ratio is not null then 'policy'
        end as employer_part_basis,
        case
            when payroll.employer_cost_amount > 0 then payroll.employer_cost_amount
            else cast(payroll.gross_amount * company_months.employer_part_ratio as decimal(18, 2))
        end as employer_cost_amount,
        finance.currency as finance_currency,
        finance.people_cost_amount,
        case when payroll.payroll_currency = finance.currency then cast(1 as decimal(18, 6)) else rates.rate end as rate
    from company_months
    left join payroll
        on
            company_months.company_id = payroll.company_id
            and company_months.month_start = payroll.month_start
    left join finance
        on
            company_months.company_id = finance.company_id
            and company_months.month_start = finance.period_start_date
            and company_months.month_end = finance.period_end_date
            and finance.source_number = 1
    left join rates
        on
            payroll.payroll_currency = rates.from_currency
            and finance.currency = rates.to_currency
            and company_months.month_end >= rates.valid_from
            and company_months.month_end < rates.valid_until
),

reasoned as (
    select
        *,
        case
            when month_withheld_reason is not null then month_withheld_reason
            when people_cost_amount is null then 'no_finance_figure'
            when is_mixed_currency then 'mixed_currencies'
            when rate is null then 'no_exchange_rate'
            when employer_part_basis is null then 'no_employer_part'
        end as withheld_reason
    from sides
),

compared as (
    select
        *,
        case
            when withheld_reason is null
                then cast((gross_amount + employer_cost_amount) * cast(rate as decimal(18, 6)) as decimal(18, 2))
        end as payroll_cost_amount
    from reasoned
)

select
    company_id,
    month_start,
    month_end,
    payroll_currency,
    cast(gross_amount as decimal(18, 2)) as gross_amount,
    cast(contingent_gross_amount as decimal(18, 2)) as contingent_gross_amount,
    cast(employer_cost_amount as decimal(18, 2)) as employer_cost_amount,
    employer_part_basis,
    finance_currency,
    cast(people_cost_amount as decimal(18, 2)) as people_cost_amount,
    payroll_cost_amount,
    cast(people_cost_amount - payroll_cost_amount as decimal(18, 2)) as cost_difference_amount,
    {{ share('payroll_cost_amount', 'people_cost_amount') }} as cost_ratio,
    abs(people_cost_amount - payroll_cost_amount) <= cost_tolerance_ratio * people_cost_amount as is_within_tolerance,
    withheld_reason
from compared
