with people as (
    select * from {{ ref('canonical__person') }}
),

employees as (
    select * from {{ ref('stg_frappe_hr__employees') }}
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
    on people.source_id = employees.employee_id
where people.source_system = 'frappe_hr'
