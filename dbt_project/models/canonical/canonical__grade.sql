with companies as (
    select company_id from {{ ref('stg_frappe_hr__companies') }}
    where known_to is null
),

grades as (
    select
        *,
        row_number() over (partition by grade_id order by known_from desc) as newest
    from {{ ref('stg_frappe_hr__employee_grades') }}
),

ranks as (
    select
        company_id,
        grade_id,
        grade_rank
    from {{ ref('stg_contract__grades') }}
    where known_to is null
)

select
    {{ surrogate_key(['companies.company_id', 'grades.grade_id']) }} as grade_key,
    companies.company_id,
    grades.grade_id,
    ranks.grade_rank,
    'frappe_hr' as source_system,
    grades.grade_id as source_id,
    grades.known_from
from companies
cross join grades
left join ranks
    on
        companies.company_id = ranks.company_id
        and grades.grade_id = ranks.grade_id
where grades.newest = 1
