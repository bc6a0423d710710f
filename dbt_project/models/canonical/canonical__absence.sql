with applications as (
    select * from {{ ref('stg_frappe_hr__leave_applications') }}
    where docstatus = 1 and status = 'Approved' and known_to is null
),

employees as (
    select * from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
),

leave_types as (
    select * from {{ ref('stg_frappe_hr__leave_types') }}
    where known_to is null
)

select
    'frappe_hr' as source_system,
    coalesce(applications.company_id, employees.company_id) as company_id,
    applications.leave_application_id as absence_id,
    applications.employee_id as person_source_id,
    applications.leave_type_id as absence_type,
    applications.from_date,
    applications.to_date,
    applications.leave_days as absence_days,
    not leave_types.is_without_pay as is_paid,
    -- Applied for when it had begun: nobody could plan for it.
    applications.posting_date >= applications.from_date as is_unplanned,
    applications.known_from
from applications
inner join employees
    on applications.employee_id = employees.employee_id
left join leave_types
    on applications.leave_type_id = leave_types.leave_type_id

union all

select
    source_system,
    company_id,
    absence_id,
    employee_number as person_source_id,
    absence_type,
    from_date,
    to_date,
    cast(absence_days as decimal(9, 2)) as absence_days,
    is_paid,
    is_unplanned,
    known_from
from {{ ref('stg_contract__absences') }}
where known_to is null
