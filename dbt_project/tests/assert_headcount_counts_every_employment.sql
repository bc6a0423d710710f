-- Critical: the closing counts of all units add up to the people with an employment at the close of the month's last
-- day, counted without units; and nobody is transferred out of one unit without arriving in another.
with months as (
    select
        month_start,
        month_end,
        sum(closing_count) as closing_count,
        sum(transfer_in_count) - sum(transfer_out_count) as lost_count
    from {{ ref('fct_headcount_month') }}
    group by month_start, month_end
),

employments as (
    select
        months.month_start,
        count(distinct employments.person_key) as people_count
    from months
    inner join {{ ref('fct_employment') }} as employments
        on
            months.month_end >= employments.start_date
            and (employments.end_date is null or months.month_end < employments.end_date)
    where not employments.is_rescinded
    group by months.month_start
)

select
    months.month_start,
    months.closing_count,
    employments.people_count,
    months.lost_count
from months
left join employments
    on months.month_start = employments.month_start
where months.closing_count <> coalesce(employments.people_count, 0) or months.lost_count <> 0
