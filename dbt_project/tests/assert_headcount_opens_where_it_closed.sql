-- Critical: a month opens with what the month before closed with; a missing row is a count of 0.
with months as (
    select * from {{ ref('fct_headcount_month') }}
),

first_month as (
    select min(month_start) as month_start from months
),

last_month as (
    select max(month_start) as month_start from months
),

closings as (
    select
        company_id,
        org_unit_key,
        worker_type,
        {{ add_days('month_end', 1) }} as month_start,
        closing_count as people_count
    from months
    where month_start < (select last_month.month_start from last_month)
),

openings as (
    select
        company_id,
        org_unit_key,
        worker_type,
        month_start,
        -opening_count as people_count
    from months
    where month_start > (select first_month.month_start from first_month)
),

counts as (
    select * from closings
    union all
    select * from openings
)

select
    company_id,
    org_unit_key,
    worker_type,
    month_start
from counts
group by company_id, org_unit_key, worker_type, month_start
having sum(people_count) <> 0
