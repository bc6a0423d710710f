-- Each holder's bonus pool: what targets and factors come to, what is recommended and what is left of it.
with budgets as (
    select * from {{ ref('scenario_budget') }}
    where purpose = 'bonus'
),

bonuses as (
    select
        company_id,
        cycle_id,
        scenario_id,
        bonus_holder_org_unit_key as holder_org_unit_key,
        count(*) as people_count,
        count_if(status = 'recommended') as recommended_count,
        sum(cast(cast(individual_amount as decimal(38, 6)) * bonus_budget_rate as decimal(18, 2))) as wanted_amount,
        sum(budget_cost_amount) as recommended_amount,
        count_if(individual_amount > 0) as wanting_count,
        count_if(individual_amount > 0 and not is_at_cap) as below_cap_count,
        max(scale_ratio) as scale_ratio,
        max(budget_unit_amount) as unit_amount
    from {{ ref('bonus_recommendation') }}
    where bonus_holder_org_unit_key is not null
    group by company_id, cycle_id, scenario_id, bonus_holder_org_unit_key
)

select
    budgets.company_id,
    budgets.cycle_id,
    budgets.scenario_id,
    budgets.holder_org_unit_key,
    budgets.currency,
    budgets.amount as bonus_budget_amount,
    cast(coalesce(bonuses.wanted_amount, 0) as decimal(18, 2)) as bonus_wanted_amount,
    cast(coalesce(bonuses.recommended_amount, 0) as decimal(18, 2)) as bonus_recommended_amount,
    cast(budgets.amount - coalesce(bonuses.recommended_amount, 0) as decimal(18, 2)) as bonus_unspent_amount,
    case
        when budgets.amount = coalesce(bonuses.recommended_amount, 0) then null
        when coalesce(bonuses.wanting_count, 0) = 0 then 'nobody_to_pay'
        when bonuses.below_cap_count = 0 then 'everybody_at_cap'
        when budgets.amount - bonuses.recommended_amount < bonuses.unit_amount then 'less_than_a_unit'
        else 'scale_limited'
    end as bonus_unspent_reason,
    cast(coalesce(bonuses.people_count, 0) as bigint) as people_count,
    cast(coalesce(bonuses.recommended_count, 0) as bigint) as recommended_count,
    bonuses.scale_ratio
from budgets
left join bonuses
    on
        budgets.company_id = bonuses.company_id
        and budgets.cycle_id = bonuses.cycle_id
        and budgets.scenario_id = bonuses.scenario_id
        and budgets.holder_org_unit_key = bonuses.holder_org_unit_key
