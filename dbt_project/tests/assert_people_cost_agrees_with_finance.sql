{{ config(severity='warn') }}
-- Warning: finance may accrue what payroll pays later; a month that differs is for the two to explain, and every figure
-- that divides by people cost says which of them it took.
select
    company_id || ', ' || substr(cast(month_start as string), 1, 7)
    || ': people cost of finance differs from that of payroll by more than policy tolerates; see '
    || 'reconciliation.cost_bridge.' as sentence
from {{ ref('cost_bridge') }}
where not is_within_tolerance
