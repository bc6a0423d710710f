-- Opening plus hires and moves in less exits and moves out is closing, for every unit with all below it, company and
-- period; and a month opens with what the month before closed with.
with headcount as (
    select * from {{ ref('headcount_period') }}
),

months as (
    select
        *,
        lag(closing_count) over (
            partition by company_id, org_unit_key
            order by period_end asc
        ) as previous_closing_count,
        lag(period_end) over (
            partition by company_id, org_unit_key
            order by period_end asc
        ) as previous_period_end
    from headcount
    where period_type = 'month'
)

select
    company_id,
    org_unit_key,
    period_type,
    period_end,
    'opening, movements and closing' as broken
from headcount
where opening_count + hire_count + transfer_in_count - exit_count - transfer_out_count <> closing_count
union all
select
    company_id,
    org_unit_key,
    period_type,
    period_end,
    'opening and the closing before' as broken
from months
where
    opening_count <> previous_closing_count
    and cast(previous_period_end + 1 as date) = period_start
