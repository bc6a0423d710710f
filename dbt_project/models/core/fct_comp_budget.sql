with budgets as (
    select * from {{ ref('canonical__comp_budget') }}
),

org_units as (
    select
        org_unit_id,
        org_unit_key
    from {{ ref('canonical__org_unit') }}
)

select
    budgets.company_id,
    budgets.cycle_id,
    org_units.org_unit_key as holder_org_unit_key,
    budgets.purpose,
    budgets.amount,
    budgets.currency,
    budgets.decision_date,
    budgets.effective_date
from budgets
inner join org_units
    on budgets.holder_org_unit_id = org_units.org_unit_id
