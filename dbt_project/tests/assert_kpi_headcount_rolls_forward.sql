-- Opening plus hires and moves in less exits and moves out is closing, for every unit with all below it, company, tree
-- and period; a month opens with what the month before closed with; and the whole group is what the table of months
-- counts without a tree.
with headcount as (
    select * from {{ ref('headcount_period') }}
    where dimension = 'all'
),

months as (
    select
        *,
        lag(closing_count) over (
            partition by company_id, tree, org_unit_key
            order by period_end asc
        ) as previous_closing_count,
        lag(period_end) over (
            partition by company_id, tree, org_unit_key
            order by period_end asc
        ) as previous_period_end
    from headcount
    where period_type = 'month'
),

counted as (
    select
        month_start,
        sum(opening_count) as opening_count,
        sum(hire_count) as hire_count,
        sum(exit_count) as exit_count,
        sum(closing_count) as closing_count,
        sum(headcount_days) as headcount_days,
        sum(fte_days) as fte_days
    from {{ ref('fct_headcount_month') }}
    where worker_type = 'employee'
    group by month_start
),

root as (
    {{ root_org_unit() }}
)

select
    company_id,
    tree,
    org_unit_key,
    period_type,
    period_end,
    'opening, movements and closing' as broken
from headcount
where opening_count + hire_count + transfer_in_count - exit_count - transfer_out_count <> closing_count

union all

select
    company_id,
    tree,
    org_unit_key,
    period_type,
    period_end,
    'opening and the closing before' as broken
from months
where
    opening_count <> previous_closing_count
    and {{ add_days('previous_period_end', 1) }} = period_start

union all

select
    months.company_id,
    months.tree,
    months.org_unit_key,
    months.period_type,
    months.period_end,
    'the whole group and the table of months' as broken
from months
inner join root
    on months.org_unit_key = root.org_unit_key
inner join counted
    on months.period_start = counted.month_start
where
    months.company_id = '*'
    and (
        months.opening_count <> counted.opening_count
        or months.hire_count <> counted.hire_count
        or months.exit_count <> counted.exit_count
        or months.closing_count <> counted.closing_count
        or months.headcount_days <> counted.headcount_days
        or months.fte_days <> counted.fte_days
    )
