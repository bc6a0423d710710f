with grades as (
    select * from {{ ref('canonical__grade') }}
),

steps as (
    select
        grade_key,
        lead(grade_key) over (partition by company_id order by grade_rank) as next_grade_key,
        lead(grade_id) over (partition by company_id order by grade_rank) as next_grade_id
    from grades
    where grade_rank is not null
)

select
    grades.grade_key,
    grades.company_id,
    grades.grade_id,
    grades.grade_rank,
    steps.next_grade_key,
    steps.next_grade_id
from grades
left join steps
    on grades.grade_key = steps.grade_key
