-- Bonuses of a pool's people are within it, in its currency, and none is above the policy's most.
with pools as (
    select
        company_id,
        cycle_id,
        scenario_id,
        bonus_holder_org_unit_key,
        max(bonus_budget_amount) as pool_amount,
        sum(budget_cost_amount) as charged_amount,
        sum(cast(cast(bonus_amount as decimal(38, 2)) * bonus_budget_rate as decimal(18, 2))) as paid_amount,
        count_if(bonus_amount > bonus_cap_amount or bonus_amount < 0) as beyond_count
    from {{ ref('bonus_recommendation') }}
    where bonus_amount > 0
    group by company_id, cycle_id, scenario_id, bonus_holder_org_unit_key
)

select *
from pools
where charged_amount > pool_amount or paid_amount > pool_amount or beyond_count > 0 or pool_amount is null
