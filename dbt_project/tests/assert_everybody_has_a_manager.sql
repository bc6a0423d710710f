-- Critical: who reports to nobody is in no manager's list, and everybody below them in nobody's line. The head of the
-- top unit has no manager; anybody else without one is declared with a reason.
with employees as (
    select * from {{ ref('dim_employee') }}
),

identities as (
    select * from {{ ref('person_identity') }}
),

units as (
    select * from {{ ref('dim_org_unit') }}
),

declared as (
    select * from {{ ref('no_manager') }}
),

without_manager as (
    select employees.person_key
    from employees
    inner join identities on employees.person_key = identities.person_key
    left join units on employees.org_unit_key = units.org_unit_key
    left join declared on identities.employee_number = declared.employee_number
    where
        employees.is_active
        and employees.manager_person_key is null
        and coalesce(units.level_name, 'none') <> 'group'
        and declared.employee_number is null
)

select
    'frappe_hr, Employee.reports_to: ' || cast(count(*) as string)
    || ' active employee(s) below the top unit report to nobody; set Reports To in Frappe HR, or declare them in '
    || 'seeds/reference/no_manager.csv. core.dim_employee shows who: manager_person_key is null.' as sentence
from without_manager
having count(*) > 0
