with direct as (
    select
        company_id,
        org_unit_key,
        month_start,
        opening_count,
        hire_count,
        transfer_in_count,
        exit_count,
        transfer_out_count,
        closing_count,
        headcount_days,
        fte_days
    from {{ ref('fct_headcount_month') }}
    where worker_type = 'employee'
),

rolled_up as (
    select
        direct.company_id,
        bridge.ancestor_org_unit_key as org_unit_key,
        direct.month_start,
        sum(direct.opening_count) as opening_count,
        sum(direct.hire_count) as hire_count,
        sum(direct.transfer_in_count) as transfer_in_count,
        sum(direct.exit_count) as exit_count,
        sum(direct.transfer_out_count) as transfer_out_count,
        sum(direct.closing_count) as closing_count,
        sum(direct.headcount_days) as headcount_days,
        sum(direct.fte_days) as fte_days
    from direct
    inner join {{ ref('bridge_org_unit') }} as bridge
        on direct.org_unit_key = bridge.descendant_org_unit_key
    group by direct.company_id, bridge.ancestor_org_unit_key, direct.month_start
),

with_group as (
    select * from rolled_up
    union all
    select
        '*' as company_id,
        org_unit_key,
        month_start,
        sum(opening_count) as opening_count,
        sum(hire_count) as hire_count,
        sum(transfer_in_count) as transfer_in_count,
        sum(exit_count) as exit_count,
        sum(transfer_out_count) as transfer_out_count,
        sum(closing_count) as closing_count,
        sum(headcount_days) as headcount_days,
        sum(fte_days) as fte_days
    from rolled_up
    group by org_unit_key, month_start
)

select
    with_group.company_id,
    with_group.org_unit_key,
    period_month.period_type,
    period_month.period_start,
    period_month.period_end,
    period_month.month_count,
    period_month.day_count,
    cast(sum(
        case when period_month.month_start = period_month.period_start then with_group.opening_count else 0 end
    ) as bigint) as opening_count,
    cast(sum(with_group.hire_count) as bigint) as hire_count,
    cast(sum(with_group.transfer_in_count) as bigint) as transfer_in_count,
    cast(sum(with_group.exit_count) as bigint) as exit_count,
    cast(sum(with_group.transfer_out_count) as bigint) as transfer_out_count,
    cast(sum(
        case when period_month.month_end = period_month.period_end then with_group.closing_count else 0 end
    ) as bigint) as closing_count,
    cast(sum(with_group.opening_count) as bigint) as month_opening_sum,
    cast(sum(with_group.closing_count) as bigint) as month_closing_sum,
    cast(sum(with_group.headcount_days) as bigint) as headcount_days,
    cast(sum(with_group.fte_days) as decimal(18, 4)) as fte_days
from with_group
inner join {{ ref('period_month') }} as period_month
    on with_group.month_start = period_month.month_start
group by
    with_group.company_id,
    with_group.org_unit_key,
    period_month.period_type,
    period_month.period_start,
    period_month.period_end,
    period_month.month_count,
    period_month.day_count
