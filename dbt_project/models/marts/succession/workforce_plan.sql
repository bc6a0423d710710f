{%- set years = 3 -%}
-- Who is expected to have gone by the end of each of the next {{ years }} years, by job family: exits at the rate of
-- the last {{ years }} years, and whoever reaches the age of retirement. Beside the critical roles of the family, how
-- many of them that leaves vacant and how many people are ready by then.
with spans as (
    select
        cast({{ dbt.dateadd('year', -years, as_of_date()) }} as date) as first_day,
        {{ as_of_date() }} as last_day
),

families as (
    select
        job_key,
        job_family
    from {{ ref('canonical__job') }}
),

units as (
    select
        org_unit_key,
        division_name
    from {{ ref('dim_org_unit') }}
),

places as (
    select
        assignments.company_id,
        assignments.employment_key,
        assignments.person_key,
        coalesce(families.job_family, units.division_name) as job_family,
        assignments.valid_from,
        {{ until('assignments.valid_to') }} as valid_until
    from {{ ref('fct_assignment') }} as assignments
    left join families
        on assignments.job_key = families.job_key
    left join units
        on assignments.org_unit_key = units.org_unit_key
    where assignments.worker_type = 'employee'
),

asked as (
    select distinct
        company_id,
        {{ as_of_date() }} as policy_date
    from places
),

policy as (
    {{ policy_on_date(ref('succession_policy'), 'asked', ['retirement_age']) }}
),

fewest as (
    {{ policy_on_date(ref('kpi_policy'), 'asked', ['fewest_for_trend']) }}
),

births as (
    select
        person_key,
        birth_date
    from {{ ref('dim_employee') }}
),

-- Days in the family within the span, up to the close of the as-of date.
days as (
    select
        places.company_id,
        places.job_family,
        sum({{ days_between(
            'greatest(places.valid_from, spans.first_day)', 'least(places.valid_until, spans.last_day)'
        ) }}) as day_count
    from places
    cross join spans
    where
        places.job_family is not null
        and places.valid_from < spans.last_day
        and places.valid_until > spans.first_day
    group by places.company_id, places.job_family
),

-- An exit at the age of retirement or later is foreseen by age, and not by the rate.
exits as (
    select
        places.company_id,
        places.job_family,
        cast(count(*) as bigint) as exit_count
    from {{ ref('fct_employment') }} as employments
    cross join spans
    inner join places
        on
            employments.employment_key = places.employment_key
            and employments.end_date >= places.valid_from
            and employments.end_date < places.valid_until
    inner join policy
        on places.company_id = policy.company_id
    left join births
        on employments.person_key = births.person_key
    where
        not employments.is_rescinded
        and not employments.is_exit_voided
        and employments.end_date > spans.first_day
        and employments.end_date <= spans.last_day
        and places.job_family is not null
        and coalesce(
            cast({{ dbt.dateadd('year', 'policy.retirement_age', 'births.birth_date') }} as date)
            > employments.end_date,
            true
        )
    group by places.company_id, places.job_family
),

-- In which of the next years somebody reaches the age of retirement; who has reached it, in the first.
people as (
    select
        employees.company_id,
        employees.person_key,
        coalesce(families.job_family, units.division_name) as job_family,
        case
            when employees.birth_date is not null
                then 1 + cast(
                    greatest(
                        floor({{ completed_months(
                            as_of_date(),
                            add_days(dbt.dateadd('year', 'policy.retirement_age', 'employees.birth_date'), -1)
                        ) }} / 12e0),
                        0
                    ) as int
                )
        end as retirement_year
    from {{ ref('dim_employee') }} as employees
    inner join policy
        on employees.company_id = policy.company_id
    left join families
        on employees.job_key = families.job_key
    left join units
        on employees.org_unit_key = units.org_unit_key
    where employees.is_active and employees.worker_type = 'employee'
),

ahead as (
    {% for year in range(1, years + 1) -%}
        select {{ year }} as year_number
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

sized as (
    select
        people.company_id,
        people.job_family,
        ahead.year_number,
        cast(count(*) as bigint) as people_count,
        cast(coalesce(count_if(people.retirement_year <= ahead.year_number), 0) as bigint) as retiring_count
    from people
    cross join ahead
    where people.job_family is not null
    group by people.company_id, people.job_family, ahead.year_number
),

rated as (
    select
        days.company_id,
        days.job_family,
        coalesce(exits.exit_count, 0) as exit_count,
        cast(days.day_count as double) / 365.25e0 as person_years,
        coalesce(exits.exit_count, 0) * 365.25e0 / nullif(cast(days.day_count as double), 0) as exit_rate
    from days
    left join exits
        on
            days.company_id = exits.company_id
            and days.job_family = exits.job_family
),

roles as (
    select
        roles.company_id,
        roles.role_key,
        coalesce(families.job_family, units.division_name) as job_family,
        roles.incumbent_status = 'vacant' as is_vacant,
        people.retirement_year
    from {{ ref('critical_role') }} as roles
    left join families
        on roles.job_key = families.job_key
    left join units
        on roles.org_unit_key = units.org_unit_key
    left join people
        on roles.incumbent_person_key = people.person_key
),

role_sizes as (
    select
        roles.company_id,
        roles.job_family,
        ahead.year_number,
        cast(count(*) as bigint) as role_count,
        cast(
            coalesce(
                count_if(roles.is_vacant or coalesce(roles.retirement_year <= ahead.year_number, false)), 0
            ) as bigint
        ) as emptied_role_count
    from roles
    cross join ahead
    where roles.job_family is not null
    group by roles.company_id, roles.job_family, ahead.year_number
),

-- Ready by the end of the year: now or within a year for the first, within two for the later ones; each person once.
ready as (
    select
        roles.company_id,
        roles.job_family,
        ahead.year_number,
        cast(count(distinct nominations.person_key) as bigint) as ready_people_count
    from roles
    cross join ahead
    inner join {{ ref('succession_nomination') }} as nominations
        on roles.role_key = nominations.role_key
    where
        nominations.is_counted
        and (
            nominations.counted_readiness in ('ready_now', 'under_1_year')
            or (ahead.year_number >= 2 and nominations.counted_readiness = 'one_to_two_years')
        )
    group by roles.company_id, roles.job_family, ahead.year_number
),

staying as (
    select
        sized.*,
        rated.exit_count,
        rated.exit_rate,
        rated.person_years,
        cast(sized.people_count - sized.retiring_count as double) as others_count,
        exp(-1e0 * rated.exit_rate * sized.year_number) as stay_ratio,
        coalesce(role_sizes.role_count, 0) as role_count,
        cast(coalesce(role_sizes.emptied_role_count, 0) as double) as emptied_role_count,
        coalesce(ready.ready_people_count, 0) as ready_people_count,
        sized.people_count < fewest.fewest_for_trend as is_too_few
    from sized
    inner join fewest
        on sized.company_id = fewest.company_id
    inner join rated
        on
            sized.company_id = rated.company_id
            and sized.job_family = rated.job_family
    left join role_sizes
        on
            sized.company_id = role_sizes.company_id
            and sized.job_family = role_sizes.job_family
            and sized.year_number = role_sizes.year_number
    left join ready
        on
            sized.company_id = ready.company_id
            and sized.job_family = ready.job_family
            and sized.year_number = ready.year_number
),

-- Chance of each exit, and what the rate itself is unsure by: exits over so many person-years.
spread as (
    select
        *,
        cast(retiring_count as double) + others_count * (1e0 - stay_ratio) as leavers,
        sqrt(
            others_count * stay_ratio * (1e0 - stay_ratio)
            + others_count * others_count * year_number * year_number * stay_ratio * stay_ratio
            * exit_count / nullif(person_years * person_years, 0)
        ) as leavers_error
    from staying
)

select
    company_id,
    job_family,
    cast(year_number as int) as year_number,
    cast({{ dbt.dateadd('year', 'year_number', as_of_date()) }} as date) as year_end_date,
    people_count,
    case when not is_too_few then cast(round(exit_rate, 9) as decimal(18, 6)) end as exit_rate,
    case when not is_too_few then retiring_count end as retiring_count,
    {% for column, figure in {
        'expected_leavers': 'leavers',
        'expected_leavers_lower': 'greatest(leavers - 1.959964 * leavers_error, cast(retiring_count as double))',
        'expected_leavers_upper': 'least(leavers + 1.959964 * leavers_error, cast(people_count as double))',
        'expected_role_vacancies': 'emptied_role_count + (role_count - emptied_role_count) * (1e0 - stay_ratio)',
    }.items() -%}
        case when not is_too_few then cast(round({{ figure }}, 9) as decimal(18, 4)) end as {{ column }},
    {% endfor -%}
    role_count,
    ready_people_count,
    case when is_too_few then 'too_few_people' end as withheld_reason
from spread
