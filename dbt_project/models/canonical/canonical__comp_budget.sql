with comp_budgets as (
    select * from {{ ref('stg_contract__comp_budgets') }}
    where known_to is null
)

select
    company_id,
    cycle_id,
    holder_org_unit_id,
    purpose,
    amount,
    currency,
    decision_date,
    effective_date,
    source_system,
    known_from
from comp_budgets
