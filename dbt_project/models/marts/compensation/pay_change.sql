-- The register for payroll: what changes in somebody's pay by decisions that stand, a row a person.
with increments as (
    select * from {{ ref('increment_decision') }}
),

promotions as (
    select * from {{ ref('promotion_decision') }}
    where is_clean and is_promotion_decided
),

-- Everybody of a promotion's pack is in the increments' too.
changes as (
    select
        increments.company_id,
        increments.cycle_id,
        increments.person_key,
        increments.effective_date,
        increments.currency,
        increments.base_amount,
        case when increments.is_clean then increments.decided_amount else cast(0 as decimal(18, 2)) end
            as decided_amount,
        case when increments.is_clean then increments.decided_lump_sum_amount else cast(0 as decimal(18, 2)) end
            as decided_lump_sum_amount,
        coalesce(promotions.decided_amount, cast(0 as decimal(18, 2))) as decided_promotion_amount,
        promotions.person_key is not null as is_promotion_decided,
        promotions.grade_key,
        promotions.next_grade_key
    from increments
    left join promotions
        on
            increments.company_id = promotions.company_id
            and increments.cycle_id = promotions.cycle_id
            and increments.person_key = promotions.person_key
)

select
    company_id,
    cycle_id,
    person_key,
    effective_date,
    currency,
    base_amount,
    decided_promotion_amount,
    decided_amount,
    cast(base_amount + decided_promotion_amount + decided_amount as decimal(18, 2)) as decided_base_amount,
    decided_lump_sum_amount,
    case when is_promotion_decided then grade_key end as from_grade_key,
    case when is_promotion_decided then next_grade_key end as to_grade_key,
    case
        when is_promotion_decided and decided_amount > 0 then 'promotion_and_merit'
        when is_promotion_decided then 'promotion'
        when decided_amount > 0 then 'merit'
        else 'lump_sum'
    end as change_reason
from changes
where is_promotion_decided or decided_amount > 0 or decided_lump_sum_amount > 0
