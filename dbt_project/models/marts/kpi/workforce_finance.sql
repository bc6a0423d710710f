with root as (
    {{ root_org_unit() }}
),

-- The group's currency is that of the company with most people in the last reported month.
group_currency as (
    select company.currency
    from {{ ref('headcount_period') }} as headcount
    inner join {{ ref('dim_company') }} as company
        on headcount.company_id = company.company_id
    inner join root
        on headcount.org_unit_key = root.org_unit_key
    where headcount.tree = 'as_is' and headcount.dimension = 'all' and headcount.period_type = 'month'
    order by headcount.period_end desc, headcount.closing_count desc, company.currency asc
    limit 1
),

rates as (
    select
        from_currency,
        to_currency,
        rate,
        valid_from,
        {{ until('valid_to') }} as valid_until
    from {{ ref('dim_exchange_rate') }}
),

-- A company's own figures by month, one source of finance for each.
months as (
    select
        finance.company_id,
        period.month_start,
        period.month_end,
        finance.currency,
        finance.revenue_amount,
        finance.operating_expense_amount,
        finance.people_cost_amount
    from {{ ref('canonical__finance_period') }} as finance
    inner join {{ ref('period_month') }} as period
        on
            finance.period_start_date = period.month_start
            and finance.period_end_date = period.month_end
    where period.period_type = 'month'
    qualify row_number() over (partition by finance.company_id, period.month_start order by finance.source_system) = 1
),

-- Once in the company's currency and once in the group's, at the plan rate of the month's year.
priced as (
    select
        months.company_id,
        months.month_start,
        months.currency,
        cast(1 as decimal(18, 6)) as rate,
        months.revenue_amount,
        months.operating_expense_amount,
        months.people_cost_amount
    from months

    union all

    select
        '*' as company_id,
        months.month_start,
        group_currency.currency,
        case when months.currency = group_currency.currency then cast(1 as decimal(18, 6)) else rates.rate end as rate,
        months.revenue_amount,
        months.operating_expense_amount,
        months.people_cost_amount
    from months
    cross join group_currency
    left join rates
        on
            months.currency = rates.from_currency
            and group_currency.currency = rates.to_currency
            and months.month_end >= rates.valid_from
            and months.month_end < rates.valid_until
),

summed as (
    select
        priced.company_id,
        period.period_type,
        period.period_start,
        period.period_end,
        min(priced.currency) as currency,
        min(priced.currency) <> max(priced.currency) as is_mixed_currency,
        count(*) as figure_count,
        count(priced.rate) as rate_count,
        count(priced.revenue_amount) as revenue_count,
        count(priced.operating_expense_amount) as expense_count,
        count(priced.people_cost_amount) as cost_count,
        cast(sum({{ at_rate('priced.revenue_amount', 'priced.rate') }}) as decimal(18, 2)) as revenue_amount,
        cast(sum({{ at_rate('priced.operating_expense_amount', 'priced.rate') }}) as decimal(18, 2))
            as operating_expense_amount,
        cast(sum({{ at_rate('priced.people_cost_amount', 'priced.rate') }}) as decimal(18, 2)) as people_cost_amount
    from priced
    inner join {{ ref('period_month') }} as period
        on priced.month_start = period.month_start
    group by priced.company_id, period.period_type, period.period_start, period.period_end
),

-- A company owes a figure for every month in which anybody works for it.
staffed as (
    select
        headcount.*,
        case when headcount.company_id = '*' then 0 else 1 end as is_company
    from {{ ref('headcount_period') }} as headcount
    inner join root
        on headcount.org_unit_key = root.org_unit_key
    where headcount.dimension = 'all' and headcount.headcount_days > 0
),

owed as (
    select
        '*' as company_id,
        staffed.tree,
        period.period_type,
        period.period_end,
        sum(staffed.is_company) as owed_count
    from staffed
    inner join {{ ref('period_month') }} as period
        on staffed.period_start = period.month_start
    where staffed.period_type = 'month'
    group by staffed.tree, period.period_type, period.period_end

    union all

    select
        staffed.company_id,
        staffed.tree,
        period.period_type,
        period.period_end,
        count(*) as owed_count
    from staffed
    inner join {{ ref('period_month') }} as period
        on staffed.period_start = period.month_start
    where staffed.period_type = 'month' and staffed.is_company = 1
    group by staffed.company_id, staffed.tree, period.period_type, period.period_end
)

select
    staffed.tree,
    staffed.dimension,
    staffed.dimension_value,
    staffed.company_id,
    staffed.org_unit_key,
    staffed.period_type,
    staffed.period_start,
    staffed.period_end,
    summed.currency,
    {{ averages()['fte'] }} as average_fte,
    {{ averages()['daily_average'] }} as average_count,
    summed.revenue_amount,
    summed.operating_expense_amount,
    summed.people_cost_amount,
    case
        when summed.figure_count is null then 'no_finance_figure'
        when summed.figure_count < owed.owed_count then 'months_without_finance_figure'
        when summed.is_mixed_currency then 'mixed_currencies'
        when summed.rate_count < summed.figure_count then 'no_exchange_rate'
    end as withheld_reason,
    coalesce(summed.revenue_count < summed.figure_count, false) as lacks_revenue,
    coalesce(summed.expense_count < summed.figure_count, false) as lacks_expense,
    coalesce(summed.cost_count < summed.figure_count, false) as lacks_cost,
    least(cast(coalesce(summed.figure_count, 0) as double) / nullif(cast(owed.owed_count as double), 0), 1)
        as coverage_ratio
from staffed
inner join owed
    on
        staffed.company_id = owed.company_id
        and staffed.tree = owed.tree
        and staffed.period_type = owed.period_type
        and staffed.period_end = owed.period_end
left join summed
    on
        staffed.company_id = summed.company_id
        and staffed.period_type = summed.period_type
        and staffed.period_end = summed.period_end
