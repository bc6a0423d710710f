-- Critical: two records of one number with different birth dates are two people under one key. A number names one
-- person in the whole group, whichever system or company gave it.
with records as (
    select
        'frappe_hr' as source_system,
        employee_id as source_id,
        employee_number,
        birth_date
    from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
    union all
    select
        source_system,
        employee_number as source_id,
        employee_number,
        birth_date
    from {{ ref('stg_contract__persons') }}
    where known_to is null
)

select min(source_system || '/' || source_id) as record
from records
where employee_number is not null and birth_date is not null
group by employee_number
having count(distinct birth_date) > 1
