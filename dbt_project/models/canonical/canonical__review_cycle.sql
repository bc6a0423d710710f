with cycles as (
    select * from {{ ref('stg_frappe_hr__appraisal_cycles') }}
    where known_to is null
)

select
    cycle_id,
    coalesce(company_id, '*') as company_id,
    start_date as cycle_start_date,
    end_date as cycle_end_date,
    status = 'Completed' and end_date <= {{ as_of_date() }} as is_cycle_closed,
    'frappe_hr' as source_system,
    cycle_id as source_id,
    known_from
from cycles
