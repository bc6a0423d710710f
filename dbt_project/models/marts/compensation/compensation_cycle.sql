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
),

dated as (
    select
        companies.company_id,
        cycles.cycle_id,
        coalesce(company_cycles.decision_date, cycles.decision_date) as decision_date,
        coalesce(company_cycles.effective_date, cycles.effective_date) as effective_date
    from companies
    cross join cycles
    left join company_cycles
        on
            companies.company_id = company_cycles.company_id
            and cycles.cycle_id = company_cycles.cycle_id
),

scenarios as (
    {{ binding_policy(
        ref('compensation_scenario'), 'dated', ['company_id', 'cycle_id'], 'decision_date',
        [
            'scenario_id', 'scenario_name', 'budget_factor', 'budget_ratio', 'matrix_id', 'policy_cap_ratio',
            'moved_ratio', 'moved_purpose'
        ],
        each=['scenario_id']
    ) }}
)

select
    dated.company_id,
    dated.cycle_id,
    scenarios.scenario_id,
    scenarios.scenario_name,
    dated.decision_date,
    dated.effective_date,
    scenarios.budget_factor,
    scenarios.budget_ratio,
    scenarios.matrix_id,
    scenarios.policy_cap_ratio,
    scenarios.moved_ratio,
    scenarios.moved_purpose
from dated
inner join scenarios
    on
        dated.company_id = scenarios.company_id
        and dated.cycle_id = scenarios.cycle_id
