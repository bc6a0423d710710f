-- Each holder's budget for promotions: what it was asked for, what it pays for and what is left of it.
with budgets as (
    select * from {{ ref('scenario_budget') }}
    where purpose = 'promotion'
),

promotions as (
    select * from {{ ref('promotion_recommendation') }}
    where funding_rank is not null
),

asked as (
    select
        company_id,
        cycle_id,
        scenario_id,
        promotion_holder_org_unit_key as holder_org_unit_key,
        count(*) as ready_count,
        sum(budget_cost_amount) as ready_cost_amount,
        count_if(status = 'recommended') as funded_count,
        sum(case when status = 'recommended' then budget_cost_amount end) as funded_amount
    from promotions
    group by company_id, cycle_id, scenario_id, promotion_holder_org_unit_key
)

select
    budgets.company_id,
    budgets.cycle_id,
    budgets.scenario_id,
    budgets.holder_org_unit_key,
    budgets.currency,
    budgets.amount as promotion_budget_amount,
    cast(coalesce(asked.ready_count, 0) as bigint) as ready_count,
    cast(coalesce(asked.ready_cost_amount, 0) as decimal(18, 2)) as ready_cost_amount,
    cast(coalesce(asked.funded_count, 0) as bigint) as funded_count,
    cast(coalesce(asked.funded_amount, 0) as decimal(18, 2)) as funded_amount,
    cast(budgets.amount - coalesce(asked.funded_amount, 0) as decimal(18, 2)) as funding_unspent_amount,
    case
        when budgets.amount = coalesce(asked.funded_amount, 0) then null
        when coalesce(asked.ready_count, 0) = 0 then 'nobody_ready'
        when asked.funded_count = asked.ready_count then 'everybody_funded'
        else 'next_in_line_costs_more'
    end as funding_unspent_reason
from budgets
left join asked
    on
        budgets.company_id = asked.company_id
        and budgets.cycle_id = asked.cycle_id
        and budgets.scenario_id = asked.scenario_id
        and budgets.holder_org_unit_key = asked.holder_org_unit_key
