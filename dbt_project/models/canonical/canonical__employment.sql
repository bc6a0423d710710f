with corrections as (
    {{ employee_corrections(['date_of_joining', 'relieving_date', 'reason_for_leaving']) }}
),

exit_reasons as (
    select
        source_value,
        exit_type,
        is_rescinded
    from {{ ref('mapping_exit_reasons') }}
    where source_system = 'frappe_hr'
),

employment_types as (
    select
        source_value,
        worker_type
    from {{ ref('mapping_employment_types') }}
    where source_system = 'frappe_hr'
),

employees as (
    select
        links.person_key,
        employees.employee_id,
        employees.company_id,
        coalesce(cast(corrections.date_of_joining as date), employees.joining_date) as start_date,
        coalesce(cast(corrections.relieving_date as date), employees.relieving_date) as end_date,
        coalesce(corrections.reason_for_leaving, employees.exit_reason) as exit_reason,
        employees.employment_type,
        employees.notice_date,
        employees.known_from
    from {{ ref('stg_frappe_hr__employees') }} as employees
    inner join {{ ref('canonical__identity_link') }} as links
        on
            links.source_system = 'frappe_hr'
            and employees.employee_id = links.source_id
    left join corrections
        on
            corrections.source_system = 'frappe_hr'
            and employees.employee_id = corrections.source_id
    where employees.known_to is null
),

frappe_employments as (
    select
        {{ surrogate_key(["'frappe_hr'", 'employees.employee_id']) }} as employment_key,
        employees.person_key,
        employees.employee_id as person_source_id,
        employees.company_id,
        employees.start_date,
        employees.end_date,
        coalesce(
            employment_types.worker_type,
            case when employees.employment_type is null then 'employee' else 'unmapped' end
        ) as worker_type,
        employees.notice_date,
        case when employees.end_date is not null then coalesce(exit_reasons.exit_type, 'unmapped') end as exit_type,
        employees.exit_reason,
        cast(null as boolean) as is_regretted,
        cast(null as boolean) as is_rehire_eligible,
        coalesce(employees.end_date < employees.start_date, false)
        or coalesce(employees.end_date is not null and exit_reasons.is_rescinded, false) as is_rescinded,
        'frappe_hr' as source_system,
        employees.employee_id as source_id,
        employees.known_from
    from employees
    left join exit_reasons
        on {{ mapping_word('employees.exit_reason') }} = exit_reasons.source_value
    left join employment_types
        on {{ mapping_word('employees.employment_type') }} = employment_types.source_value
),

contract_employments as (
    select
        {{ surrogate_key([
            "'contract'", 'employments.company_id', 'employments.employee_number', 'employments.start_date'
        ]) }} as employment_key,
        links.person_key,
        employments.employee_number as person_source_id,
        employments.company_id,
        employments.start_date,
        employments.end_date,
        employments.worker_type,
        employments.notice_date,
        case when employments.end_date is not null then coalesce(employments.exit_type, 'unmapped') end as exit_type,
        employments.exit_reason,
        employments.is_regretted,
        employments.is_rehire_eligible,
        coalesce(employments.is_rescinded, false)
        or coalesce(employments.end_date < employments.start_date, false) as is_rescinded,
        employments.source_system,
        employments.employee_number || '/' || cast(employments.start_date as string) as source_id,
        employments.known_from
    from {{ ref('stg_contract__employments') }} as employments
    inner join {{ ref('canonical__hr_system') }} as hr_systems
        on
            employments.company_id = hr_systems.company_id
            and hr_systems.hr_system = 'contract'
    inner join {{ ref('canonical__identity_link') }} as links
        on
            employments.source_system = links.source_system
            and employments.employee_number = links.source_id
    where employments.known_to is null and links.person_key is not null
)

select * from frappe_employments
union all
select * from contract_employments
