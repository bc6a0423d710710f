with people as (
    select * from {{ ref('canonical__person') }}
),

employees as (
    select
        'frappe_hr' as source_system,
        employee_id as source_id,
        employee_number,
        employee_name,
        work_email
    from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
    union all
    select
        source_system,
        employee_number as source_id,
        employee_number,
        full_name as employee_name,
        lower(work_email) as work_email
    from {{ ref('stg_contract__persons') }}
    where known_to is null
)

select
    people.person_key,
    people.company_id,
    employees.employee_number,
    employees.employee_name,
    employees.work_email
from people
inner join employees
    on
        people.source_system = employees.source_system
        and people.source_id = employees.source_id
