with parts as (
    select
        company_id,
        cycle_id,
        currency,
        decided_amount,
        decided_lump_sum_amount,
        cast(0 as decimal(18, 2)) as decided_promotion_amount
    from {{ ref('increment_decision') }}
    where is_clean

    union all

    select
        company_id,
        cycle_id,
        currency,
        cast(0 as decimal(18, 2)) as decided_amount,
        cast(0 as decimal(18, 2)) as decided_lump_sum_amount,
        decided_amount as decided_promotion_amount
    from {{ ref('promotion_decision') }}
    where is_clean and is_promotion_decided
),

decided as (
    select
        company_id,
        cycle_id,
        currency,
        sum(decided_amount) as decided_amount,
        sum(decided_lump_sum_amount) as decided_lump_sum_amount,
        sum(decided_promotion_amount) as decided_promotion_amount
    from parts
    group by company_id, cycle_id, currency
),

told as (
    select
        company_id,
        cycle_id,
        currency,
        sum(base_amount) as base_amount,
        sum(decided_amount) as decided_amount,
        sum(decided_lump_sum_amount) as decided_lump_sum_amount,
        sum(decided_promotion_amount) as decided_promotion_amount,
        sum(decided_base_amount) as decided_base_amount
    from {{ ref('pay_change') }}
    group by company_id, cycle_id, currency
)

select
    decided.company_id,
    decided.cycle_id,
    decided.currency,
    decided.decided_amount,
    told.decided_amount as told_amount
from decided
left join told
    on
        decided.company_id = told.company_id
        and decided.cycle_id = told.cycle_id
        and decided.currency = told.currency
where
    decided.decided_amount <> coalesce(told.decided_amount, 0)
    or decided.decided_lump_sum_amount <> coalesce(told.decided_lump_sum_amount, 0)
    or decided.decided_promotion_amount <> coalesce(told.decided_promotion_amount, 0)
    or told.base_amount + told.decided_promotion_amount + told.decided_amount <> told.decided_base_amount
