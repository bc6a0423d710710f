with months as (
    {{ history_months() }}
),

closed_months as (
    select
        month_start,
        month_end,
        cast(extract(year from month_start) * 12 + extract(month from month_start) - 1 as bigint) as month_index
    from months
    where month_end <= {{ as_of_date() }}
),

-- A pay run counts for the month in which its period ends.
runs as (
    select
        company_id,
        cast(extract(year from period_end_date) * 12 + extract(month from period_end_date) - 1 as bigint)
            as month_index,
        count(*) as run_count
    from {{ ref('canonical__pay_run') }}
    group by 1, 2
),

companies as (
    select company_id from {{ ref('dim_company') }}
    union
    select company_id from runs
),

asked as (
    select
        companies.company_id,
        closed_months.month_end as policy_date
    from companies
    cross join closed_months
),

policies as (
    {{ policy_on_date(ref('reconciliation_policy'), 'asked', [
        'counted_source', 'compared_pay', 'amount_tolerance_ratio', 'settlement_days', 'joining_cutoff_day',
        'employer_part_ratio', 'cost_tolerance_ratio', 'blocking_share_ratio',
    ]) | indent(4) }}
)

select
    companies.company_id,
    closed_months.month_start,
    closed_months.month_end,
    closed_months.month_index,
    cast(coalesce(runs.run_count, 0) as bigint) as run_count,
    policies.counted_source,
    policies.compared_pay,
    policies.amount_tolerance_ratio,
    policies.settlement_days,
    policies.joining_cutoff_day,
    policies.employer_part_ratio,
    policies.cost_tolerance_ratio,
    policies.blocking_share_ratio,
    case
        when policies.company_id is null then 'no_policy'
        when runs.run_count is null then 'payroll_not_delivered'
    end as withheld_reason
from companies
cross join closed_months
left join runs
    on
        companies.company_id = runs.company_id
        and closed_months.month_index = runs.month_index
left join policies
    on
        companies.company_id = policies.company_id
        and closed_months.month_end = policies.policy_date
