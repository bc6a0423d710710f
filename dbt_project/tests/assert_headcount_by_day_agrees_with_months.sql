-- Critical: the running sum by day and the ranges counted by month are two ways to one figure: the count and the
-- full-time equivalents at the close of each month, and the days and FTE days of it, for every unit, company and
-- worker type.
with months as (
    select * from {{ ref('fct_headcount_month') }}
    where month_end <= {{ as_of_date() }}
),

days as (
    select
        *,
        {{ until('valid_to') }} as valid_until
    from {{ ref('headcount_day') }}
),

summed as (
    select
        months.company_id,
        months.org_unit_key,
        months.worker_type,
        months.month_start,
        sum(
            case
                when months.month_end >= days.valid_from and months.month_end < days.valid_until
                    then days.closing_count
                else 0
            end
        ) as closing_count,
        sum(
            case
                when months.month_end >= days.valid_from and months.month_end < days.valid_until then days.closing_fte
                else 0
            end
        ) as closing_fte,
        sum(
            days.closing_count * {{ days_between(
                'greatest(days.valid_from, months.month_start)',
                'least(days.valid_until, ' ~ add_days('months.month_end', 1) ~ ')'
            ) }}
        ) as headcount_days,
        sum(
            days.closing_fte * {{ days_between(
                'greatest(days.valid_from, months.month_start)',
                'least(days.valid_until, ' ~ add_days('months.month_end', 1) ~ ')'
            ) }}
        ) as fte_days
    from months
    inner join days
        on
            months.company_id = days.company_id
            and months.org_unit_key = days.org_unit_key
            and months.worker_type = days.worker_type
            and months.month_end >= days.valid_from
            and months.month_start < days.valid_until
    group by months.company_id, months.org_unit_key, months.worker_type, months.month_start
)

select
    months.company_id,
    months.org_unit_key,
    months.worker_type,
    months.month_start
from months
left join summed
    on
        months.company_id = summed.company_id
        and months.org_unit_key = summed.org_unit_key
        and months.worker_type = summed.worker_type
        and months.month_start = summed.month_start
where
    coalesce(summed.closing_count, 0) <> months.closing_count
    or coalesce(summed.closing_fte, 0) <> months.closing_fte
    or coalesce(summed.headcount_days, 0) <> months.headcount_days
    or coalesce(summed.fte_days, 0) <> months.fte_days
