-- No scenario makes or loses money: what its holders may spend is the merit money it sets, and the other budgets as
-- given. `base` has every budget as it was delivered.
with expected as (
    select
        cycles.company_id,
        cycles.cycle_id,
        cycles.scenario_id,
        budgets.currency,
        sum(
            case
                when budgets.purpose <> 'merit' then budgets.amount
                when cycles.budget_factor is not null then budgets.amount * cycles.budget_factor
            end
        ) as amount,
        max(cycles.budget_ratio) as budget_ratio
    from {{ ref('compensation_cycle') }} as cycles
    inner join {{ ref('fct_comp_budget') }} as budgets
        on
            cycles.company_id = budgets.company_id
            and cycles.cycle_id = budgets.cycle_id
    group by cycles.company_id, cycles.cycle_id, cycles.scenario_id, budgets.currency
),

payrolls as (
    select
        company_id,
        cycle_id,
        scenario_id,
        currency,
        sum(base_amount) as base_amount
    from {{ ref('compensation_candidate') }}
    where base_amount > 0
    group by company_id, cycle_id, scenario_id, currency
),

merit_currencies as (
    select distinct
        company_id,
        cycle_id,
        currency
    from {{ ref('fct_comp_budget') }}
    where purpose = 'merit' and amount > 0
),

wholes as (
    select
        expected.company_id,
        expected.cycle_id,
        expected.scenario_id,
        expected.currency,
        coalesce(expected.amount, 0)
        + case
            when expected.budget_ratio is not null and merit_currencies.currency is not null
                then coalesce(payrolls.base_amount, 0) * expected.budget_ratio
            else 0
        end as amount
    from expected
    left join payrolls
        on
            expected.company_id = payrolls.company_id
            and expected.cycle_id = payrolls.cycle_id
            and expected.scenario_id = payrolls.scenario_id
            and expected.currency = payrolls.currency
    left join merit_currencies
        on
            expected.company_id = merit_currencies.company_id
            and expected.cycle_id = merit_currencies.cycle_id
            and expected.currency = merit_currencies.currency
),

spendable as (
    select
        company_id,
        cycle_id,
        scenario_id,
        currency,
        sum(amount) as amount,
        count_if(scenario_id = 'base' and (given_amount is null or given_amount <> amount)) as changed_count
    from {{ ref('scenario_budget') }}
    group by company_id, cycle_id, scenario_id, currency
)

select
    wholes.company_id,
    wholes.cycle_id,
    wholes.scenario_id,
    wholes.currency,
    wholes.amount,
    spendable.amount as spendable_amount
from wholes
left join spendable
    on
        wholes.company_id = spendable.company_id
        and wholes.cycle_id = spendable.cycle_id
        and wholes.scenario_id = spendable.scenario_id
        and wholes.currency = spendable.currency
where
    spendable.amount is null
    or spendable.changed_count > 0
    or wholes.amount - spendable.amount < 0
    or wholes.amount - spendable.amount >= 0.01
