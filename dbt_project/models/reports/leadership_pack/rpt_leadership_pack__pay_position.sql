-- Pay by grade within a company, without the company's total: one unknown grade cannot be the difference of two sums.
with grades as (
    select
        position.company_id,
        employee.grade_key,
        count(*) as people_count,
        sum(position.annual_fte_base_amount) as pay_amount,
        sum(position.range_midpoint_amount) as midpoint_amount,
        max(position.annual_fte_base_amount) as largest_amount
    from {{ ref('pay_position') }} as position
    inner join {{ ref('dim_employee') }} as employee
        on position.person_key = employee.person_key
    where position.compa_ratio is not null
    group by position.company_id, employee.grade_key
),

policy as (
    {{ disclosure_policy_in_force() }}
),

judged as (
    select
        grades.*,
        policy.minimum_group,
        -- Dominance: one person with half of a group's pay would nearly read the others' in it.
        grades.people_count >= policy.minimum_group and 2 * grades.largest_amount < grades.pay_amount as is_shown
    from grades
    cross join policy
)

select
    judged.company_id,
    grade.grade_id,
    grade.grade_rank,
    grade.grade_id || ', ' || company.company_name as grade_name,
    case when judged.is_shown then judged.people_count end as people_count,
    case
        when judged.is_shown then cast({{ share('judged.pay_amount', 'judged.midpoint_amount') }} as decimal(18, 2))
    end as compa_ratio,
    case when not judged.is_shown then {{ small_group_reason('judged.minimum_group') }} end as withheld_reason
from judged
inner join {{ ref('dim_grade') }} as grade
    on judged.grade_key = grade.grade_key
inner join {{ ref('dim_company') }} as company
    on judged.company_id = company.company_id
