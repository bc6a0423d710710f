select
    change.company_id,
    change.cycle_id,
    change.person_key,
    identity.employee_number,
    change.effective_date,
    change.currency,
    change.base_amount,
    change.decided_promotion_amount,
    change.decided_amount,
    change.decided_base_amount,
    change.decided_lump_sum_amount,
    from_grade.grade_id as from_grade_id,
    to_grade.grade_id as to_grade_id,
    {{ plain_words('change.change_reason') }} as change_reason
from {{ ref('pay_change') }} as change
left join {{ ref('person_identity') }} as identity
    on change.person_key = identity.person_key
left join {{ ref('dim_grade') }} as from_grade
    on change.from_grade_key = from_grade.grade_key
left join {{ ref('dim_grade') }} as to_grade
    on change.to_grade_key = to_grade.grade_key
