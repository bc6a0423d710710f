with calibration_changes as (
    select * from {{ ref('stg_contract__calibration_changes') }}
    where known_to is null
)

select
    source_system,
    company_id,
    cycle_id,
    employee_number as person_source_id,
    changed_date,
    from_rating_value,
    to_rating_value,
    meeting,
    changed_by_employee_number as changed_by_source_id,
    reason_code,
    known_from
from calibration_changes
