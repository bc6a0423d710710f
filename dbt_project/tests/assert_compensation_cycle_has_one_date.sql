-- All budgets of one company and cycle decide on one day and take effect on one day after it or the same.
select
    company_id,
    cycle_id,
    count(distinct decision_date) as decision_dates,
    count(distinct effective_date) as effective_dates
from {{ ref('fct_comp_budget') }}
group by company_id, cycle_id
having
    count(distinct decision_date) > 1
    or count(distinct effective_date) > 1
    or min(effective_date) < max(decision_date)
