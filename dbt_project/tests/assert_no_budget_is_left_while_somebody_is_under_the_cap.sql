-- Unless policy limits the scale: a whole unit is unspent only when everybody who is to get something is at the cap.
with people as (
    select
        company_id,
        cycle_id,
        scenario_id,
        holder_org_unit_key,
        sum(budget_cost_amount) as recommended_amount,
        max(budget_unit_amount) as unit_amount,
        count_if(want_amount > 0 and increment_amount < cap_amount) as below_cap_count
    from {{ ref('increment_recommendation') }}
    where holder_org_unit_key is not null
    group by company_id, cycle_id, scenario_id, holder_org_unit_key
),

budgets as (
    select
        company_id,
        cycle_id,
        scenario_id,
        holder_org_unit_key,
        budget_amount,
        unspent_reason
    from {{ ref('increment_budget') }}
)

select
    people.company_id,
    people.cycle_id,
    people.scenario_id,
    people.holder_org_unit_key
from people
inner join budgets
    on
        people.company_id = budgets.company_id
        and people.cycle_id = budgets.cycle_id
        and people.scenario_id = budgets.scenario_id
        and people.holder_org_unit_key = budgets.holder_org_unit_key
where
    budgets.budget_amount - people.recommended_amount >= people.unit_amount
    and people.below_cap_count > 0
    and budgets.unspent_reason <> 'scale_limited'
