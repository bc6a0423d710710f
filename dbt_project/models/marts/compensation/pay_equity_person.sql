with population as (
    select * from {{ ref('compensation_population') }}
),

positions as (
    select * from {{ ref('pay_position') }}
),

people as (
    select
        person_key,
        gender
    from {{ ref('dim_employee') }}
),

grades as (
    select
        grade_key,
        grade_id
    from {{ ref('dim_grade') }}
),

-- Where somebody works is asked of the assignment of the decision date.
assignments as (
    select
        person_key,
        company_id,
        location,
        valid_from,
        {{ until('valid_to') }} as valid_until
    from {{ ref('fct_assignment') }}
),

units as (
    select
        org_unit_key,
        division_name
    from {{ ref('dim_org_unit') }}
),

jobs as (
    select
        job_key,
        job_id,
        job_family
    from {{ ref('canonical__job') }}
),

population_jobs as (
    select distinct
        company_id,
        job_key
    from population
),

-- The category that an evaluation of jobs gives a job: one of the company's own goes before one of every company. A
-- company that has evaluated any of its jobs is told by that evaluation alone.
evaluated_jobs as (
    select
        population.company_id,
        population.job_key,
        categories.category_id,
        categories.category_name
    from population_jobs as population
    inner join jobs
        on population.job_key = jobs.job_key
    inner join {{ ref('canonical__worker_category') }} as categories
        on
            categories.company_id in (population.company_id, '*')
            and jobs.job_id = categories.job_id
            -- That scheme says who is a worker in the sense of a law, not what work is of equal value.
            and categories.scheme <> 'BRSR'
    qualify
        row_number() over (
            partition by population.company_id, population.job_key
            order by
                case when categories.company_id = '*' then 1 else 0 end,
                categories.scheme,
                categories.source_system,
                categories.category_id
        ) = 1
),

evaluated_companies as (
    select distinct company_id from evaluated_jobs
),

last_ratings as (
    select * from {{ ref('rating_at_decision') }}
    where recency_rank = 1 and is_complete
),

asked as (
    select distinct
        company_id,
        decision_date as policy_date
    from population
),

policies as (
    {{ policy_on_date(ref('pay_equity_policy'), 'asked', ['standard_weekly_hours', 'bonus_months']) }}
),

-- What was paid in the twelve months to the decision date, in the company's currency.
items as (
    select
        positions.company_id,
        positions.person_key,
        positions.decision_date,
        paid.component_class,
        paid.amount,
        paid.period_start_date,
        paid.period_end_date,
        positions.decision_date <= paid.period_end_date
        and positions.decision_date >= paid.period_start_date as is_snapshot
    from positions
    inner join {{ ref('fct_pay_item') }} as paid
        on
            positions.person_key = paid.person_key
            and positions.company_id = paid.company_id
            and positions.company_currency = paid.currency
            and positions.decision_date >= paid.period_start_date
            and paid.period_end_date > {{ add_days('positions.decision_date', -365) }}
    where paid.component_class in ('base', 'allowance', 'variable')
),

paid as (
    select
        company_id,
        person_key,
        decision_date,
        sum(case when component_class = 'variable' then amount else 0 end) as variable_amount,
        sum(case when is_snapshot and component_class <> 'variable' then amount else 0 end) as ordinary_amount,
        sum(case when is_snapshot and component_class = 'variable' then amount else 0 end) as bonus_amount,
        min(case when is_snapshot then period_start_date end) as period_start_date,
        max(case when is_snapshot then period_end_date end) as period_end_date
    from items
    group by company_id, person_key, decision_date
),

-- The regulations count a month as 30.44 days, whichever it is.
timed as (
    select
        *,
        case
            when
                extract(day from period_start_date) = 1
                and extract(day from {{ add_days('period_end_date', 1) }}) = 1
                and {{ days_between('period_start_date', 'period_end_date') }} < 31
                then cast(30.44 as decimal(9, 2))
            else cast({{ days_between('period_start_date', 'period_end_date') }} + 1 as decimal(9, 2))
        end as period_days
    from paid
)

select
    population.company_id,
    population.cycle_id,
    population.person_key,
    population.decision_date,
    coalesce(people.gender, 'unknown') as gender,
    population.grade_key,
    population.job_key,
    grades.grade_id,
    assignments.location,
    case when positions.fte < 1 then 'part_time' else 'full_time' end as contract_time,
    -- Frappe's jobs have no family: then the division says which kind of work it is.
    coalesce(jobs.job_family, units.division_name) as job_family,
    -- Until jobs are evaluated, the grade says which work is of equal value.
    case when evaluated_companies.company_id is null then grades.grade_id else evaluated_jobs.category_id end
        as category_id,
    case when evaluated_companies.company_id is null then grades.grade_id else evaluated_jobs.category_name end
        as category_name,
    case when evaluated_companies.company_id is null then 'grade' else 'worker_category' end as category_basis,
    positions.company_currency as currency,
    positions.company_annual_fte_base_amount as annual_fte_base_amount,
    positions.fte,
    population.service_months,
    last_ratings.rating_normalised,
    cast(coalesce(timed.variable_amount, 0) as decimal(18, 2)) as variable_amount,
    -- Less than the contract's base for the period means leave without pay, or a first or last month in part.
    coalesce(
        cast(timed.ordinary_amount as decimal(38, 2)) * 36525
        >= cast(positions.annual_base_amount * positions.company_rate as decimal(38, 2)) * 99 * timed.period_days,
        false
    ) as is_full_pay,
    {{ exact_ratio(
        'cast(timed.ordinary_amount * policies.bonus_months + timed.bonus_amount as decimal(38, 2)) * 7',
        'timed.period_days * policies.standard_weekly_hours * positions.fte * policies.bonus_months', 4
    ) }} as hourly_amount
from population
inner join positions
    on
        population.company_id = positions.company_id
        and population.person_key = positions.person_key
        and population.decision_date = positions.decision_date
left join people
    on population.person_key = people.person_key
left join grades
    on population.grade_key = grades.grade_key
left join assignments
    on
        population.person_key = assignments.person_key
        and population.company_id = assignments.company_id
        and population.decision_date >= assignments.valid_from
        and population.decision_date < assignments.valid_until
left join units
    on population.org_unit_key = units.org_unit_key
left join jobs
    on population.job_key = jobs.job_key
left join evaluated_jobs
    on
        population.company_id = evaluated_jobs.company_id
        and population.job_key = evaluated_jobs.job_key
left join evaluated_companies
    on population.company_id = evaluated_companies.company_id
left join last_ratings
    on
        population.company_id = last_ratings.company_id
        and population.cycle_id = last_ratings.cycle_id
        and population.person_key = last_ratings.person_key
left join policies
    on
        population.company_id = policies.company_id
        and population.decision_date = policies.policy_date
left join timed
    on
        population.company_id = timed.company_id
        and population.person_key = timed.person_key
        and population.decision_date = timed.decision_date
