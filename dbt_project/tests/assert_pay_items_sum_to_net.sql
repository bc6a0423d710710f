-- Critical: earnings less deductions of a pay run are its net pay, and earnings its gross, to one unit of currency
-- (registers round). What stands outside the totals (an employer's contribution) is left out of both.
with sums as (
    select
        source_system,
        pay_run_source_id,
        sum(case when not is_deduction then amount else 0 end) as earning_amount,
        sum(case when is_deduction then amount else 0 end) as deduction_amount
    from {{ ref('canonical__pay_item') }}
    where is_in_total
    group by source_system, pay_run_source_id
)

select
    runs.source_system,
    runs.source_id
from {{ ref('canonical__pay_run') }} as runs
left join sums
    on
        runs.source_system = sums.source_system
        and runs.source_id = sums.pay_run_source_id
where
    abs(coalesce(sums.earning_amount, 0) - coalesce(sums.deduction_amount, 0) - runs.net_amount) > 1
    or abs(coalesce(sums.earning_amount, 0) - runs.gross_amount) > 1
