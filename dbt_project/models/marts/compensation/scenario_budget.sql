-- What each holder may spend in each scenario. The company's merit money is set first and split over the holders as the
-- budgets given are, to the cent; then the scenario moves part of it to another purpose of the same holder.
{%- set keys = ['company_id', 'cycle_id', 'scenario_id', 'holder_org_unit_key'] %}
with cycles as (
    select * from {{ ref('compensation_cycle') }}
),

budgets as (
    select * from {{ ref('fct_comp_budget') }}
),

payrolls as (
    select
        population.company_id,
        population.cycle_id,
        positions.currency,
        sum(positions.annual_base_amount) as base_amount
    from {{ ref('compensation_population') }} as population
    inner join {{ ref('pay_position') }} as positions
        on
            population.company_id = positions.company_id
            and population.person_key = positions.person_key
            and population.decision_date = positions.decision_date
    where positions.annual_base_amount > 0
    group by population.company_id, population.cycle_id, positions.currency
),

given as (
    select
        cycles.company_id,
        cycles.cycle_id,
        cycles.scenario_id,
        budgets.holder_org_unit_key,
        budgets.purpose,
        budgets.amount,
        budgets.currency,
        cycles.budget_factor,
        cycles.budget_ratio,
        cycles.moved_ratio,
        cycles.moved_purpose
    from cycles
    inner join budgets
        on
            cycles.company_id = budgets.company_id
            and cycles.cycle_id = budgets.cycle_id
),

-- By currency: a budget in one is no budget for pay in another.
wholes as (
    select
        given.company_id,
        given.cycle_id,
        given.scenario_id,
        given.currency,
        {{ floor_to_unit(
            'case'
            ~ ' when max(given.budget_factor) is not null'
            ~ ' then cast(sum(given.amount) as decimal(38, 2)) * max(given.budget_factor)'
            ~ ' else cast(coalesce(max(payrolls.base_amount), 0) as decimal(38, 2)) * max(given.budget_ratio)'
            ~ ' end',
            '0.01'
        ) }} as pool_amount
    from given
    left join payrolls
        on
            given.company_id = payrolls.company_id
            and given.cycle_id = payrolls.cycle_id
            and given.currency = payrolls.currency
    where given.purpose = 'merit'
    group by given.company_id, given.cycle_id, given.scenario_id, given.currency
),

shares as (
    select
        given.company_id,
        given.cycle_id,
        given.scenario_id,
        given.currency,
        given.holder_org_unit_key,
        given.amount as want_amount,
        wholes.pool_amount as cap_amount,
        wholes.pool_amount,
        cast(0.01 as decimal(18, 2)) as unit_amount,
        cast(null as decimal(9, 4)) as max_scale_ratio
    from given
    inner join wholes
        on
            given.company_id = wholes.company_id
            and given.cycle_id = wholes.cycle_id
            and given.scenario_id = wholes.scenario_id
            and given.currency = wholes.currency
    where given.purpose = 'merit'
),

fitted as (
    {{ fit_to_budget('shares', ['company_id', 'cycle_id', 'scenario_id', 'currency'], 'holder_org_unit_key') }}
),

merit as (
    select
        given.*,
        coalesce(fitted.fitted_amount, cast(0 as decimal(18, 2))) as fitted_amount
    from given
    left join fitted
        on {{ same('given', 'fitted', keys) }}
    where given.purpose = 'merit'
),

-- Nothing is moved to a budget that the holder has in another currency.
moves as (
    select
        merit.*,
        case
            when merit.moved_purpose is null or target.currency <> merit.currency then cast(0 as decimal(18, 2))
            else {{ floor_to_unit('cast(merit.fitted_amount as decimal(38, 2)) * merit.moved_ratio', '0.01') }}
        end as moved_amount,
        target.purpose is not null as has_target
    from merit
    left join given as target
        on
            {{ same('merit', 'target', keys) }}
            and merit.moved_purpose = target.purpose
),

spendable as (
    select
        {{ keys | join(', ') }},
        purpose,
        currency,
        amount as given_amount,
        fitted_amount - moved_amount as amount
    from moves

    union all

    select
        {{ keys | join(', ') }},
        moved_purpose as purpose,
        currency,
        cast(null as decimal(18, 2)) as given_amount,
        moved_amount as amount
    from moves
    where moved_amount > 0 and not has_target

    union all

    select
        {{ columns_of('given', keys) }},
        given.purpose,
        given.currency,
        given.amount as given_amount,
        given.amount + coalesce(moves.moved_amount, cast(0 as decimal(18, 2))) as amount
    from given
    left join moves
        on
            {{ same('given', 'moves', keys) }}
            and given.purpose = moves.moved_purpose
    where given.purpose <> 'merit'
)

select
    {{ keys | join(', ') }},
    purpose,
    currency,
    given_amount,
    cast(amount as decimal(18, 2)) as amount
from spendable
