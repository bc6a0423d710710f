-- Each budget as it was delivered is one holder's, and what people take from the holders adds up to what the holders
-- say: nothing is lost between the file and the people, or counted twice. Of a what-if the delivered amount is not
-- asked.
with holders as (
    select
        company_id,
        cycle_id,
        scenario_id,
        'merit' as purpose,
        sum(budget_amount) as budget_amount,
        sum(recommended_amount) as recommended_amount
    from {{ ref('increment_budget') }}
    group by company_id, cycle_id, scenario_id

    union all

    select
        company_id,
        cycle_id,
        scenario_id,
        'lump_sum' as purpose,
        sum(lump_sum_budget_amount) as budget_amount,
        sum(lump_sum_recommended_amount) as recommended_amount
    from {{ ref('increment_budget') }}
    group by company_id, cycle_id, scenario_id

    union all

    select
        company_id,
        cycle_id,
        scenario_id,
        'promotion' as purpose,
        sum(promotion_budget_amount) as budget_amount,
        sum(funded_amount) as recommended_amount
    from {{ ref('promotion_budget') }}
    group by company_id, cycle_id, scenario_id

    union all

    select
        company_id,
        cycle_id,
        scenario_id,
        'bonus' as purpose,
        sum(bonus_budget_amount) as budget_amount,
        sum(bonus_recommended_amount) as recommended_amount
    from {{ ref('bonus_budget') }}
    group by company_id, cycle_id, scenario_id
),

people as (
    select
        company_id,
        cycle_id,
        scenario_id,
        'merit' as purpose,
        sum(budget_cost_amount) as taken_amount
    from {{ ref('increment_recommendation') }}
    group by company_id, cycle_id, scenario_id

    union all

    select
        company_id,
        cycle_id,
        scenario_id,
        'lump_sum' as purpose,
        sum(lump_sum_budget_cost_amount) as taken_amount
    from {{ ref('increment_recommendation') }}
    group by company_id, cycle_id, scenario_id

    union all

    select
        company_id,
        cycle_id,
        scenario_id,
        'promotion' as purpose,
        sum(case when status = 'recommended' then budget_cost_amount end) as taken_amount
    from {{ ref('promotion_recommendation') }}
    group by company_id, cycle_id, scenario_id

    union all

    select
        company_id,
        cycle_id,
        scenario_id,
        'bonus' as purpose,
        sum(budget_cost_amount) as taken_amount
    from {{ ref('bonus_recommendation') }}
    group by company_id, cycle_id, scenario_id
),

delivered as (
    select
        company_id,
        cycle_id,
        purpose,
        sum(amount) as delivered_amount
    from {{ ref('canonical__comp_budget') }}
    group by company_id, cycle_id, purpose
)

select
    holders.company_id,
    holders.cycle_id,
    holders.scenario_id,
    holders.purpose,
    holders.budget_amount,
    delivered.delivered_amount,
    holders.recommended_amount,
    people.taken_amount
from holders
left join delivered
    on
        holders.company_id = delivered.company_id
        and holders.cycle_id = delivered.cycle_id
        and holders.purpose = delivered.purpose
left join people
    on
        holders.company_id = people.company_id
        and holders.cycle_id = people.cycle_id
        and holders.scenario_id = people.scenario_id
        and holders.purpose = people.purpose
where
    (
        holders.scenario_id = 'base'
        and coalesce(holders.budget_amount, 0) <> coalesce(delivered.delivered_amount, 0)
    )
    or coalesce(holders.recommended_amount, 0) <> coalesce(people.taken_amount, 0)
