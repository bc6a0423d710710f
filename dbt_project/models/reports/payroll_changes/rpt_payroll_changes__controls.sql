with decisions as (
    select
        company_id,
        cycle_id,
        is_asked,
        decision_status,
        is_clean
    from {{ ref('increment_decision') }}
    union all
    select
        company_id,
        cycle_id,
        is_asked,
        decision_status,
        is_clean
    from {{ ref('promotion_decision') }}
),

counted as (
    select
        company_id,
        cycle_id,
        cast(count_if(decision_status <> 'not_asked') as bigint) as asked_count,
        cast(count_if(decision_status in ('accepted', 'changed', 'deferred', 'declined')) as bigint) as decided_count,
        cast(count_if(decision_status = 'undecided') as bigint) as undecided_count,
        cast(count_if(decision_status = 'refused') as bigint) as refused_count
    from decisions
    group by company_id, cycle_id
),

changes as (
    select
        company_id,
        cycle_id,
        currency,
        cast(count(*) as bigint) as people_count,
        sum(base_amount) as base_amount,
        sum(decided_promotion_amount) as decided_promotion_amount,
        sum(decided_amount) as decided_amount,
        sum(decided_base_amount) as decided_base_amount,
        sum(decided_lump_sum_amount) as decided_lump_sum_amount
    from {{ ref('pay_change') }}
    group by company_id, cycle_id, currency
)

select
    counted.company_id,
    counted.cycle_id,
    counted.asked_count,
    counted.decided_count,
    counted.undecided_count,
    counted.refused_count,
    coalesce(changes.currency, company.currency) as currency,
    coalesce(changes.people_count, 0) as people_count,
    cast(coalesce(changes.base_amount, 0) as decimal(18, 2)) as base_amount,
    cast(coalesce(changes.decided_promotion_amount, 0) as decimal(18, 2)) as decided_promotion_amount,
    cast(coalesce(changes.decided_amount, 0) as decimal(18, 2)) as decided_amount,
    cast(coalesce(changes.decided_base_amount, 0) as decimal(18, 2)) as decided_base_amount,
    cast(coalesce(changes.decided_lump_sum_amount, 0) as decimal(18, 2)) as decided_lump_sum_amount,
    case
        when counted.decided_count = 0 and counted.refused_count = 0
            then 'No decision has been read back for this cycle, so nothing changes.'
        when counted.undecided_count > 0
            then cast(counted.undecided_count as string) || ' decisions are still missing; they change nothing yet.'
        else 'Everything that was asked is decided.'
    end as control_text
from counted
left join changes
    on
        counted.company_id = changes.company_id
        and counted.cycle_id = changes.cycle_id
left join {{ ref('dim_company') }} as company
    on counted.company_id = company.company_id
