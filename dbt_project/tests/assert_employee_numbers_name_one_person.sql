-- Critical: two records of one number with different birth dates are two people under one key.
select min(employee_id) as employee_id
from {{ ref('stg_frappe_hr__employees') }}
where known_to is null and employee_number is not null and birth_date is not null
group by employee_number
having count(distinct birth_date) > 1
