-- What was decided and stands, cycle by cycle: what the next cycle looks back on.
select
    company_id,
    cycle_id,
    person_key,
    effective_date,
    currency,
    base_amount,
    decided_amount,
    decided_ratio,
    decided_lump_sum_amount,
    decided_base_amount,
    decision_status
from {{ ref('increment_decision') }}
where is_clean
