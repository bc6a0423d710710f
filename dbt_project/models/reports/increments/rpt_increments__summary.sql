{%- set amounts = [
    'base_amount', 'budget_amount', 'increment_amount', 'unspent_amount', 'lump_sum_amount', 'in_year_cost_amount'
] -%}
with budgets as (
    select
        company_id,
        cycle_id,
        scenario_id,
        min(currency) as currency,
        max(currency) as other_currency,
        sum(budget_amount) as budget_amount,
        sum(unspent_amount) as unspent_amount
    from {{ ref('increment_budget') }}
    where scenario_id = 'base'
    group by company_id, cycle_id, scenario_id
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
        min(currency) as currency,
        max(currency) as other_currency,
        sum(base_amount) as base_amount,
        sum(increment_amount) as increment_amount,
        sum(lump_sum_amount) as lump_sum_amount,
        sum(in_year_cost_amount) as in_year_cost_amount
    from {{ ref('increment_recommendation') }}
    where scenario_id = 'base'
    group by company_id, cycle_id, scenario_id
),

companies as (
    select
        company_id,
        currency
    from {{ ref('dim_company') }}
),

-- Amounts of two currencies make no sum.
summed as (
    select
        people.*,
        budgets.budget_amount,
        budgets.unspent_amount,
        coalesce(people.currency, budgets.currency, companies.currency) as only_currency,
        case
            when
                people.currency <> people.other_currency
                or budgets.currency <> budgets.other_currency
                or people.currency <> budgets.currency
                then 'pay and budgets are in more than one currency'
        end as withheld_reason
    from people
    left join budgets
        on
            people.company_id = budgets.company_id
            and people.cycle_id = budgets.cycle_id
            and people.scenario_id = budgets.scenario_id
    left join companies
        on people.company_id = companies.company_id
)

select
    company_id,
    cycle_id,
    scenario_id,
    decision_date,
    effective_date,
    people_count,
    recommended_count,
    no_increase_count,
    ineligible_count,
    withheld_count,
    case when withheld_reason is null then only_currency end as currency,
    {% for amount in amounts -%}
        cast(case when withheld_reason is null then {{ amount }} end as decimal(18, 2)) as {{ amount }},
    {% endfor -%}
    cast(
        case when withheld_reason is null then {{ share('increment_amount', 'base_amount') }} end as decimal(18, 4)
    ) as increment_ratio,
    withheld_reason
from summed
