-- Gross wages of the financial year that the decision closes, and how much of them women were paid (BRSR core).
with asked as (
    select distinct
        company_id,
        cycle_id,
        decision_date,
        decision_date as policy_date
    from {{ ref('compensation_cycle') }}
),

calendars as (
    {{ policy_on_date(ref('fiscal_calendar'), 'asked', ['fiscal_year_start_month']) }}
),

-- The month in which the financial year of the decision began, months counted from the year 0.
years as (
    select
        asked.company_id,
        asked.cycle_id,
        asked.decision_date,
        12 * extract(year from asked.decision_date) + extract(month from asked.decision_date)
        - (extract(month from asked.decision_date) + 12 - calendars.fiscal_year_start_month) % 12 as first_month
    from asked
    inner join calendars
        on
            asked.company_id = calendars.company_id
            and asked.policy_date = calendars.policy_date
),

wages as (
    select
        years.company_id,
        years.cycle_id,
        years.decision_date,
        items.person_key,
        items.currency,
        sum(items.amount) as gross_amount
    from years
    inner join {{ ref('fct_pay_item') }} as items
        on
            years.company_id = items.company_id
            and years.decision_date >= items.period_end_date
            and years.first_month
            <= 12 * extract(year from items.period_end_date) + extract(month from items.period_end_date)
    where items.component_class in ('base', 'allowance', 'variable', 'overtime')
    group by years.company_id, years.cycle_id, years.decision_date, items.person_key, items.currency
),

people as (
    select
        person_key,
        gender
    from {{ ref('dim_employee') }}
)

select
    wages.company_id,
    wages.cycle_id,
    wages.currency,
    wages.decision_date,
    cast(sum(wages.gross_amount) as decimal(18, 2)) as gross_amount,
    cast(sum(case when people.gender = 'female' then wages.gross_amount else 0 end) as decimal(18, 2))
        as women_gross_amount,
    count(distinct wages.person_key) as people_count,
    count(distinct case when people.gender = 'female' then wages.person_key end) as women_count,
    count(distinct case when people.gender = 'male' then wages.person_key end) as men_count
from wages
left join people
    on wages.person_key = people.person_key
group by wages.company_id, wages.cycle_id, wages.currency, wages.decision_date
