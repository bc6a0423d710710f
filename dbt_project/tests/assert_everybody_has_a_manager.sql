-- Critical: who reports to nobody is in no manager's list, and everybody below them in nobody's line. The head of the
-- top unit has no manager; anybody else without one is declared with a reason. Asked of the record as it
-- stands now, because that is where it is put right. A company whose files name no manager at all has none to forget:
-- the field is absent, and what needs it is withheld.
with employees as (
    select * from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
),

units as (
    select * from {{ ref('dim_org_unit') }}
),

declared as (
    select * from {{ ref('no_manager') }}
),

without_manager as (
    select employees.employee_id
    from employees
    left join units on employees.org_unit_id = units.org_unit_id
    left join declared on employees.employee_number = declared.employee_number
    where
        employees.status = 'Active'
        and employees.manager_employee_id is null
        and coalesce(units.level_name, 'none') <> 'group'
        and declared.employee_number is null
),

companies_with_managers as (
    select distinct
        source_system,
        company_id
    from {{ ref('stg_contract__assignments') }}
    where known_to is null and manager_employee_number is not null
),

contract_without_manager as (
    select assignments.source_system
    from {{ ref('stg_contract__assignments') }} as assignments
    inner join companies_with_managers
        on
            assignments.source_system = companies_with_managers.source_system
            and assignments.company_id = companies_with_managers.company_id
    inner join {{ ref('canonical__employment') }} as employments
        on
            assignments.employee_number = employments.person_source_id
            and employments.start_date <= {{ as_of_date() }}
            and {{ until('employments.end_date') }} > {{ as_of_date() }}
    left join units on assignments.org_unit_id = units.org_unit_id
    left join declared on assignments.employee_number = declared.employee_number
    where
        {{ is_contract('employments.source_system') }}
        and not employments.is_rescinded
        and assignments.known_to is null
        and assignments.valid_from <= {{ as_of_date() }}
        and {{ until('assignments.valid_to') }} > {{ as_of_date() }}
        and assignments.manager_employee_number is null
        and coalesce(units.level_name, 'none') <> 'group'
        and declared.employee_number is null
)

select
    source_system || ', assignments.manager_employee_number: ' || cast(count(*) as string)
    || ' active employee(s) below the top unit report to nobody; name their manager, or declare them in '
    || 'seeds/reference/no_manager.csv.' as sentence
from contract_without_manager
group by source_system

union all

select
    'frappe_hr, Employee.reports_to: ' || cast(count(*) as string)
    || ' active employee(s) below the top unit report to nobody; set Reports To in Frappe HR, or declare them in '
    || 'seeds/reference/no_manager.csv.' as sentence
from without_manager
having count(*) > 0
