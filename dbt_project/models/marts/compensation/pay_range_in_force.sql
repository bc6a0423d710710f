with decisions as (
    select distinct
        company_id,
        decision_date
    from {{ ref('compensation_cycle') }}
),

ranges as (
    select * from {{ ref('dim_pay_range') }}
),

rates as (
    select * from {{ ref('exchange_rate_in_force') }}
),

pay_currencies as (
    select distinct
        company_id,
        currency
    from {{ ref('fct_pay') }}
),

ranges_in_currency as (
    select
        decisions.company_id,
        decisions.decision_date,
        ranges.grade_key,
        pay_currencies.currency,
        ranges.currency as range_currency,
        case
            when ranges.currency = pay_currencies.currency then cast(1 as decimal(18, 6))
            else rates.exchange_rate
        end as exchange_rate,
        ranges.minimum_amount,
        ranges.midpoint_amount,
        ranges.maximum_amount
    from decisions
    inner join ranges
        on
            decisions.company_id = ranges.company_id
            and decisions.decision_date >= ranges.valid_from
            and decisions.decision_date < {{ until('ranges.valid_to') }}
    inner join pay_currencies
        on decisions.company_id = pay_currencies.company_id
    left join rates
        on
            decisions.decision_date = rates.decision_date
            and ranges.currency = rates.from_currency
            and pay_currencies.currency = rates.to_currency
),

-- A range in the currency of pay goes before one that has to be converted.
ranges_ranked as (
    select
        *,
        row_number() over (
            partition by company_id, decision_date, grade_key, currency
            order by case when range_currency = currency then 0 else 1 end, range_currency
        ) as range_rank
    from ranges_in_currency
    where exchange_rate is not null
)

select
    company_id,
    decision_date,
    grade_key,
    currency,
    range_currency,
    exchange_rate,
    {{ at_rate('minimum_amount', 'exchange_rate') }} as range_minimum_amount,
    {{ at_rate('midpoint_amount', 'exchange_rate') }} as range_midpoint_amount,
    {{ at_rate('maximum_amount', 'exchange_rate') }} as range_maximum_amount
from ranges_ranked
where range_rank = 1
