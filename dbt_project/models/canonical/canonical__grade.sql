with hr_systems as (
    select * from {{ ref('canonical__hr_system') }}
),

companies as (
    select companies.company_id
    from {{ ref('stg_frappe_hr__companies') }} as companies
    left join hr_systems
        on companies.company_id = hr_systems.company_id
    where companies.known_to is null and coalesce(hr_systems.hr_system, 'frappe_hr') = 'frappe_hr'
),

grades as (
    select
        *,
        row_number() over (partition by grade_id order by known_from desc) as newest
    from {{ ref('stg_frappe_hr__employee_grades') }}
),

contract_grades as (
    select * from {{ ref('stg_contract__grades') }}
    where known_to is null
)

-- Grades of the HR system have no order; the contract gives it.
select
    {{ surrogate_key(['companies.company_id', 'grades.grade_id']) }} as grade_key,
    companies.company_id,
    grades.grade_id,
    contract_grades.grade_rank,
    'frappe_hr' as source_system,
    grades.grade_id as source_id,
    grades.known_from
from companies
cross join grades
left join contract_grades
    on
        companies.company_id = contract_grades.company_id
        and grades.grade_id = contract_grades.grade_id
where grades.newest = 1

union all

select
    {{ surrogate_key(['contract_grades.company_id', 'contract_grades.grade_id']) }} as grade_key,
    contract_grades.company_id,
    contract_grades.grade_id,
    contract_grades.grade_rank,
    contract_grades.source_system,
    contract_grades.company_id || '/' || contract_grades.grade_id as source_id,
    contract_grades.known_from
from contract_grades
inner join hr_systems
    on
        contract_grades.company_id = hr_systems.company_id
        and hr_systems.hr_system = 'contract'
