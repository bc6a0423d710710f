-- Critical: opening + hires + transfers in - exits - transfers out = closing, for every unit, company, worker type
-- and month. Opening and closing are counted from ranges, the movements from their days.
select
    company_id,
    org_unit_key,
    worker_type,
    month_start
from {{ ref('fct_headcount_month') }}
where opening_count + hire_count + transfer_in_count - exit_count - transfer_out_count <> closing_count
