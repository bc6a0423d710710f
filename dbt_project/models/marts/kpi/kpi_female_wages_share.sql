with group_currency as (
    select max(currency) as currency
    from {{ ref('workforce_finance') }}
    where company_id = '*'
),

people as (
    select
        person_key,
        gender
    from {{ ref('dim_employee') }}
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

wages as (
    select
        items.company_id,
        cast(date_trunc('month', items.period_end_date) as date) as month_start,
        items.period_end_date,
        items.currency,
        items.amount,
        people.gender
    from {{ ref('fct_pay_item') }} as items
    inner join people
        on items.person_key = people.person_key
    where items.component_class in ('base', 'allowance', 'variable', 'overtime')
),

asked as (
    select
        wages.*,
        wages.company_id as scope_id,
        company.currency as to_currency
    from wages
    inner join {{ ref('dim_company') }} as company
        on wages.company_id = company.company_id

    union all

    select
        wages.*,
        '*' as scope_id,
        group_currency.currency as to_currency
    from wages
    cross join group_currency
),

priced as (
    select
        asked.scope_id as company_id,
        asked.month_start,
        cast(asked.amount * case when asked.currency = asked.to_currency then 1 else rates.rate end as decimal(18, 2))
            as gross_amount,
        asked.gender
    from asked
    left join rates
        on
            asked.currency = rates.from_currency
            and asked.to_currency = rates.to_currency
            and asked.period_end_date >= rates.valid_from
            and asked.period_end_date < rates.valid_until
),

months as (
    select
        company_id,
        month_start,
        sum(gross_amount) as gross_amount,
        sum(case when gender = 'female' then gross_amount else 0 end) as women_amount,
        sum(case when gender in ('female', 'male', 'diverse') then gross_amount else 0 end) as known_amount,
        count(*) - count(gross_amount) as unpriced_count
    from priced
    group by company_id, month_start
),

summed as (
    select
        finance.tree,
        finance.dimension,
        finance.dimension_value,
        finance.company_id,
        finance.org_unit_key,
        finance.period_type,
        finance.period_start,
        finance.period_end,
        max(finance.average_count) as average_count,
        sum(months.gross_amount) as gross_amount,
        sum(months.women_amount) as women_amount,
        sum(months.known_amount) as known_amount,
        coalesce(sum(months.unpriced_count), 0) as unpriced_count,
        count(months.month_start) as paid_month_count,
        max(period.month_count) as month_count
    from {{ ref('workforce_finance') }} as finance
    inner join {{ ref('period_month') }} as period
        on
            finance.period_type = period.period_type
            and finance.period_end = period.period_end
    left join months
        on
            finance.company_id = months.company_id
            and period.month_start = months.month_start
    group by
        finance.tree,
        finance.dimension,
        finance.dimension_value,
        finance.company_id,
        finance.org_unit_key,
        finance.period_type,
        finance.period_start,
        finance.period_end
)

{{ kpi_rows('female_wages_share', 'summed', [{
    'name': 'gross_wages',
    'numerator': 'case when paid_month_count = month_count and unpriced_count = 0 then women_amount end',
    'denominator': 'coalesce(gross_amount, 0)',
    'n': 'average_count',
    'coverage': 'coalesce(cast(known_amount as double) / nullif(cast(gross_amount as double), 0), 0)',
    'withheld': {
        'months_without_payroll': 'paid_month_count < month_count',
        'no_exchange_rate': 'unpriced_count > 0',
    },
}]) }}
