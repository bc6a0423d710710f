-- How many people a unit's rates stand for over a financial year, for every table that releases them: the fewest
-- directly in each unit in any quarter or the year itself, added up. One measure for all of a year's periods hides the
-- same units in each, so that no quarter can be found as the difference of a year and the others.
with policy as (
    {{ disclosure_policy_in_force() }}
),

calendar as (
    {{ group_policy(ref('fiscal_calendar'), ['fiscal_year_start_month']) }}
),

units as (
    select
        unit.org_unit_key,
        unit.parent_org_unit_key
    from {{ ref('dim_org_unit') }} as unit
    cross join policy
    where unit.org_level <= policy.lowest_org_level
),

periods as (
    select distinct
        period.period_type,
        period.period_end,
        cast(
            floor(
                (
                    12 * extract(year from period.period_end) + extract(month from period.period_end)
                    - calendar.fiscal_year_start_month
                ) / 12.0
            ) as bigint
        ) as fiscal_year
    from {{ ref('period_month') }} as period
    cross join calendar
    where period.period_type in ('quarter', 'year')
),

averages as (
    select
        periods.fiscal_year,
        periods.period_type,
        periods.period_end,
        units.org_unit_key,
        units.parent_org_unit_key,
        {{ averages()['daily_average'] }} as average_count
    from {{ ref('headcount_period') }} as headcount
    inner join periods
        on
            headcount.period_type = periods.period_type
            and headcount.period_end = periods.period_end
    inner join units
        on headcount.org_unit_key = units.org_unit_key
    where headcount.company_id = '*' and headcount.tree = 'as_is' and headcount.dimension = 'all'
),

below as (
    select
        parent_org_unit_key,
        period_type,
        period_end,
        sum(average_count) as average_count
    from averages
    where parent_org_unit_key is not null
    group by parent_org_unit_key, period_type, period_end
),

own as (
    select
        averages.fiscal_year,
        averages.org_unit_key,
        count(*) as period_count,
        min(round(averages.average_count - coalesce(below.average_count, 0), 2)) as fewest,
        max(round(averages.average_count - coalesce(below.average_count, 0), 2)) as most
    from averages
    left join below
        on
            averages.org_unit_key = below.parent_org_unit_key
            and averages.period_type = below.period_type
            and averages.period_end = below.period_end
    group by averages.fiscal_year, averages.org_unit_key
),

years as (
    select
        fiscal_year,
        count(*) as period_count
    from periods
    group by fiscal_year
),

-- A unit that was empty for a while is the smallest there is, not nothing.
sized as (
    select
        own.fiscal_year,
        own.org_unit_key,
        case
            when own.most <= 0 then 0
            when own.fewest <= 0 or own.period_count < years.period_count then 0.01
            else own.fewest
        end as own_size
    from own
    inner join years
        on own.fiscal_year = years.fiscal_year
),

summed as (
    select
        sized.fiscal_year,
        bridge.ancestor_org_unit_key as org_unit_key,
        cast(sum(sized.own_size) as decimal(18, 2)) as people_size
    from sized
    inner join {{ ref('bridge_org_unit') }} as bridge
        on sized.org_unit_key = bridge.descendant_org_unit_key
    group by sized.fiscal_year, bridge.ancestor_org_unit_key
)

select
    periods.period_type,
    periods.period_end,
    periods.fiscal_year,
    summed.org_unit_key,
    summed.people_size
from summed
inner join periods
    on summed.fiscal_year = periods.fiscal_year
