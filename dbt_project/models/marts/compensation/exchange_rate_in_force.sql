-- The plan-year rate of each pair of currencies on each decision date, whichever way round it was delivered.
with decisions as (
    select distinct decision_date
    from {{ ref('compensation_cycle') }}
),

rates as (
    select * from {{ ref('dim_exchange_rate') }}
    where rate > 0
),

both_ways as (
    select
        decisions.decision_date,
        rates.from_currency,
        rates.to_currency,
        cast(rates.rate as decimal(18, 6)) as rate,
        0 as is_turned_round
    from decisions
    inner join rates
        on
            decisions.decision_date >= rates.valid_from
            and (rates.valid_to is null or decisions.decision_date < rates.valid_to)

    union all

    select
        decisions.decision_date,
        rates.to_currency as from_currency,
        rates.from_currency as to_currency,
        {{ exact_ratio('1', 'rates.rate') }} as rate,
        1 as is_turned_round
    from decisions
    inner join rates
        on
            decisions.decision_date >= rates.valid_from
            and (rates.valid_to is null or decisions.decision_date < rates.valid_to)
)

select
    decision_date,
    from_currency,
    to_currency,
    rate as exchange_rate
from both_ways
qualify
    row_number() over (
        partition by decision_date, from_currency, to_currency
        order by is_turned_round, rate
    ) = 1
