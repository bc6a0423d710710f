with finance_periods as (
    select * from {{ ref('stg_contract__finance_periods') }}
    where known_to is null
)

select
    source_system,
    company_id,
    period_start_date,
    period_end_date,
    currency,
    revenue_amount,
    operating_expense_amount,
    people_cost_amount,
    contingent_cost_amount,
    known_from
from finance_periods
