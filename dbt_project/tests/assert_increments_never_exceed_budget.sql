-- What is recommended, added up by holder from the people's rows in the budget's currency, against the budget of the
-- scenario.
with recommended as (
    select
        company_id,
        cycle_id,
        scenario_id,
        holder_org_unit_key,
        sum(budget_cost_amount) as recommended_amount,
        sum(cast(cast(increment_amount as decimal(38, 2)) * budget_rate as decimal(18, 2))) as paid_amount
    from {{ ref('increment_recommendation') }}
    where increment_amount > 0
    group by company_id, cycle_id, scenario_id, holder_org_unit_key
),

budgets as (
    select
        company_id,
        cycle_id,
        scenario_id,
        holder_org_unit_key,
        amount
    from {{ ref('scenario_budget') }}
    where purpose = 'merit'
)

select
    recommended.company_id,
    recommended.cycle_id,
    recommended.scenario_id,
    recommended.holder_org_unit_key,
    recommended.recommended_amount,
    budgets.amount
from recommended
left join budgets
    on
        recommended.company_id = budgets.company_id
        and recommended.cycle_id = budgets.cycle_id
        and recommended.scenario_id = budgets.scenario_id
        and recommended.holder_org_unit_key = budgets.holder_org_unit_key
where
    budgets.amount is null
    or recommended.recommended_amount > budgets.amount
    or recommended.paid_amount > budgets.amount
