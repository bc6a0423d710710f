-- What is funded is within the budget, nobody funded stands behind somebody who is not, and a promotion lifts base pay
-- to within the next range. Who costs nothing asks for no budget and stands in no line.
with queued as (
    select
        company_id,
        cycle_id,
        scenario_id,
        promotion_holder_org_unit_key,
        max(promotion_budget_amount) as budget_amount,
        sum(case when status = 'recommended' then budget_cost_amount end) as funded_amount,
        max(case when status = 'recommended' then funding_rank end) as last_funded_rank,
        min(case when status <> 'recommended' then funding_rank end) as first_unfunded_rank
    from {{ ref('promotion_recommendation') }}
    where funding_rank is not null
    group by company_id, cycle_id, scenario_id, promotion_holder_org_unit_key
)

select
    'over budget or out of order' as problem,
    company_id,
    cycle_id,
    scenario_id,
    promotion_holder_org_unit_key as key
from queued
where funded_amount > budget_amount or last_funded_rank > first_unfunded_rank
union all
select
    'outside the next range' as problem,
    company_id,
    cycle_id,
    scenario_id,
    person_key as key
from {{ ref('promotion_recommendation') }}
where
    promotion_amount > 0
    and (
        base_amount + promotion_amount > cast(next_range_maximum_amount as decimal(38, 2)) * fte
        or promotion_amount < 0
    )
