with absences as (
    select * from {{ ref('stg_contract__absences') }}
    where known_to is null
)

select
    source_system,
    company_id,
    absence_id,
    employee_number as person_source_id,
    absence_type,
    from_date,
    to_date,
    absence_days,
    is_paid,
    is_unplanned,
    known_from
from absences
