with attendances as (
    select
        employee_id,
        company_id,
        attendance_date,
        -- One day of several shifts counts as the one that was worked most.
        min(
            case status
                when 'Present' then 1
                when 'Work From Home' then 2
                when 'Half Day' then 3
                when 'On Leave' then 4
                when 'Absent' then 5
            end
        ) as status_rank,
        sum(working_hours) as working_hours,
        max(known_from) as known_from
    from {{ ref('stg_frappe_hr__attendances') }}
    where docstatus = 1 and known_to is null
    group by employee_id, company_id, attendance_date
),

employees as (
    select * from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
)

select
    'frappe_hr' as source_system,
    coalesce(attendances.company_id, employees.company_id) as company_id,
    attendances.employee_id as person_source_id,
    attendances.attendance_date,
    case attendances.status_rank
        when 1 then 'present'
        when 2 then 'remote'
        when 3 then 'half_day'
        when 4 then 'on_leave'
        when 5 then 'absent'
    end as status,
    cast(attendances.working_hours as decimal(9, 2)) as working_hours,
    attendances.known_from
from attendances
inner join employees
    on attendances.employee_id = employees.employee_id

union all

select
    source_system,
    company_id,
    employee_number as person_source_id,
    attendance_date,
    attendance_status as status,
    cast(working_hours as decimal(9, 2)) as working_hours,
    known_from
from {{ ref('stg_contract__attendance_days') }}
where known_to is null
