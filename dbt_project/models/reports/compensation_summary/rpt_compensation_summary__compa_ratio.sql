-- Pay over range midpoints by grade, before and after the recommended increments; the grades and people are those of
-- the leadership pack.
with released as (
    select * from {{ ref('rpt_leadership_pack__pay_position') }}
),

increments as (
    select * from {{ ref('increment_recommendation') }}
    where scenario_id = 'base' and compa_ratio is not null
),

grades as (
    select
        grade_key,
        grade_id
    from {{ ref('dim_grade') }}
),

-- Where nothing can be recommended, pay stays as it is.
raised as (
    select
        increments.company_id,
        increments.cycle_id,
        grades.grade_id,
        sum(
            {{ exact_ratio('coalesce(increments.new_base_amount, increments.base_amount)', 'increments.fte', 2) }}
        ) as new_pay_amount,
        sum(increments.range_midpoint_amount) as midpoint_amount
    from increments
    inner join grades
        on increments.grade_key = grades.grade_key
    group by increments.company_id, increments.cycle_id, grades.grade_id
)

select
    released.company_id,
    raised.cycle_id,
    released.grade_id,
    released.grade_rank,
    released.grade_name,
    released.people_count,
    released.compa_ratio,
    case
        when released.withheld_reason is null
            then cast({{ share('raised.new_pay_amount', 'raised.midpoint_amount') }} as decimal(18, 2))
    end as new_compa_ratio,
    released.withheld_reason
from released
inner join raised
    on
        released.company_id = raised.company_id
        and released.grade_id = raised.grade_id
