with amounts as (
    select
        company_id,
        cycle_id,
        scenario_id,
        currency,
        sum(budget_amount) as budget_amount,
        sum(unspent_amount) as unspent_amount
    from {{ ref('increment_budget') }}
    where scenario_id = 'base'
    group by company_id, cycle_id, scenario_id, currency
),

people as (
    select
        company_id,
        cycle_id,
        scenario_id,
        max(decision_date) as decision_date,
        max(effective_date) as effective_date,
        count(*) as people_count,
        cast(count_if(status = 'recommended') as bigint) as recommended_count,
        cast(count_if(status = 'no_increase') as bigint) as no_increase_count,
        cast(count_if(status = 'ineligible') as bigint) as ineligible_count,
        cast(count_if(status = 'withheld') as bigint) as withheld_count,
        sum(base_amount) as base_amount,
        sum(increment_amount) as increment_amount,
        sum(lump_sum_amount) as lump_sum_amount,
        sum(in_year_cost_amount) as in_year_cost_amount
    from {{ ref('increment_recommendation') }}
    where scenario_id = 'base'
    group by company_id, cycle_id, scenario_id
)

select
    people.company_id,
    people.cycle_id,
    people.scenario_id,
    people.decision_date,
    people.effective_date,
    people.people_count,
    people.recommended_count,
    people.no_increase_count,
    people.ineligible_count,
    people.withheld_count,
    coalesce(amounts.currency, company.currency) as currency,
    cast(people.base_amount as decimal(18, 2)) as base_amount,
    cast(amounts.budget_amount as decimal(18, 2)) as budget_amount,
    cast(people.increment_amount as decimal(18, 2)) as increment_amount,
    cast(amounts.unspent_amount as decimal(18, 2)) as unspent_amount,
    cast(people.lump_sum_amount as decimal(18, 2)) as lump_sum_amount,
    cast(people.in_year_cost_amount as decimal(18, 2)) as in_year_cost_amount,
    cast({{ share('people.increment_amount', 'people.base_amount') }} as decimal(18, 4)) as increment_ratio
from people
left join amounts
    on
        people.company_id = amounts.company_id
        and people.cycle_id = amounts.cycle_id
        and people.scenario_id = amounts.scenario_id
left join {{ ref('dim_company') }} as company
    on people.company_id = company.company_id
