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

union all

select
    cycle_id,
    company_id,
    cycle_start_date,
    cycle_end_date,
    closed_date is not null and cycle_end_date <= {{ as_of_date() }} as is_cycle_closed,
    source_system,
    company_id || '/' || cycle_id as source_id,
    known_from
from {{ ref('stg_contract__review_cycles') }}
where known_to is null
