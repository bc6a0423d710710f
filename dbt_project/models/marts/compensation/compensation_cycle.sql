with companies as (
    select * from {{ ref('dim_company') }}
),

budgets as (
    select * from {{ ref('fct_comp_budget') }}
),

cycles as (
    select
        cycle_id,
        max(decision_date) as decision_date,
        max(effective_date) as effective_date
    from budgets
    group by cycle_id
),

company_cycles as (
    select
        company_id,
        cycle_id,
        max(decision_date) as decision_date,
        max(effective_date) as effective_date
    from budgets
    group by company_id, cycle_id
)

select
    companies.company_id,
    cycles.cycle_id,
    'base' as scenario_id,
    coalesce(company_cycles.decision_date, cycles.decision_date) as decision_date,
    coalesce(company_cycles.effective_date, cycles.effective_date) as effective_date
from companies
cross join cycles
left join company_cycles
    on
        companies.company_id = company_cycles.company_id
        and cycles.cycle_id = company_cycles.cycle_id
