with months as (
    select
        month_start,
        month_end
    from {{ ref('period_month') }}
    where period_type = 'month'
),

people as (
    select
        person_key,
        gender,
        birth_date
    from {{ ref('dim_employee') }}
),

-- Spells with no more than 30 days between them are one time of service.
spells as (
    select
        employment_key,
        person_key,
        start_date,
        end_date,
        coalesce(
            lag(is_exit_voided) over (partition by person_key order by start_date, employment_key), false
        ) as is_continued
    from {{ ref('fct_employment') }}
    where not is_rescinded
),

services as (
    select
        *,
        sum(case when is_continued then 0 else 1 end) over (
            partition by person_key order by start_date, employment_key
            rows between unbounded preceding and current row
        ) as service_number
    from spells
),

employments as (
    select
        employment_key,
        start_date,
        end_date,
        is_continued,
        min(start_date) over (partition by person_key, service_number) as service_start_date
    from services
),

root as (
    {{ root_org_unit() }}
),

placed as (
    select
        assignment.*,
        coalesce(assignment.org_unit_key, root.org_unit_key) as place_org_unit_key
    from {{ ref('fct_assignment') }} as assignment
    cross join root
),

assignments as (
    select
        placed.assignment_key,
        placed.employment_key,
        placed.person_key,
        placed.company_id,
        placed.place_org_unit_key as org_unit_key,
        placed.manager_person_key,
        placed.grade_key,
        placed.location,
        placed.worker_type,
        placed.fte,
        placed.fte_is_assumed,
        placed.valid_from,
        employments.start_date,
        employments.end_date,
        employments.service_start_date,
        employments.is_continued,
        {{ until('placed.valid_to') }} as valid_until,
        -- A place is left at the close of the day the next one begins, or of the last day employed.
        least({{ until('placed.valid_to') }}, {{ until('employments.end_date') }}) as present_until,
        lag(placed.company_id) over spell as from_company_id,
        lag(placed.place_org_unit_key) over spell as from_org_unit_key,
        lag(placed.worker_type) over spell as from_worker_type,
        lead(placed.company_id) over spell as next_company_id,
        lead(placed.place_org_unit_key) over spell as next_org_unit_key,
        lead(placed.worker_type) over spell as next_worker_type
    from placed
    inner join employments
        on placed.employment_key = employments.employment_key
    window spell as (partition by placed.employment_key order by placed.valid_from)
),

moved as (
    select
        *,
        coalesce(
            from_company_id <> company_id or from_org_unit_key <> org_unit_key or from_worker_type <> worker_type, false
        ) as is_moved_in,
        coalesce(
            next_company_id <> company_id or next_org_unit_key <> org_unit_key or next_worker_type <> worker_type, false
        ) as is_moved_out
    from assignments
),

-- A place in every month in which anybody was there at an opening or on a day.
monthly as (
    select
        moved.*,
        months.month_start,
        months.month_end,
        greatest(moved.valid_from, months.month_start) as first_day,
        least(moved.present_until, {{ add_days('months.month_end', 1) }}) as day_after,
        least(months.month_end, moved.present_until) as seen_date
    from moved
    inner join months
        on
            moved.valid_from <= months.month_end
            and moved.present_until >= months.month_start
),

described as (
    select
        monthly.*,
        people.gender,
        grades.grade_id,
        cast({{ completed_months('people.birth_date', 'monthly.seen_date') }} as int) as age_months,
        cast({{ completed_months('monthly.service_start_date', 'monthly.seen_date') }} as int) as tenure_months
    from monthly
    inner join people
        on monthly.person_key = people.person_key
    left join {{ ref('dim_grade') }} as grades
        on monthly.grade_key = grades.grade_key
),

companies as (
    select distinct company_id
    from {{ ref('fct_assignment') }}
),

asked as (
    select
        companies.company_id,
        months.month_end as policy_date
    from companies
    cross join months
),

age_policy as (
    {{ policy_on_date(ref('age_band'), 'asked', ['age_band', 'lower_age', 'upper_age']) }}
),

tenure_policy as (
    {{ policy_on_date(ref('tenure_band'), 'asked', ['tenure_band', 'lower_months', 'upper_months']) }}
),

-- An open band ends beyond anybody's months: a join on "is null or less" is no hash join.
age_bands as (
    select
        company_id,
        policy_date,
        age_band,
        12 * lower_age as first_month,
        coalesce(12 * upper_age, 9999) as end_month
    from age_policy
),

tenure_bands as (
    select
        company_id,
        policy_date,
        tenure_band,
        lower_months as first_month,
        coalesce(upper_months, 9999) as end_month
    from tenure_policy
)

select
    described.assignment_key,
    described.employment_key,
    described.person_key,
    described.company_id,
    described.org_unit_key,
    described.manager_person_key,
    described.worker_type,
    described.gender,
    described.grade_id as grade,
    described.location,
    tenure_bands.tenure_band,
    age_bands.age_band,
    described.month_start,
    described.month_end,
    described.valid_from,
    described.valid_until,
    described.tenure_months,
    described.is_continued,
    cast(case when described.valid_from < described.month_start then 1 else 0 end as int) as opening_count,
    cast(
        case
            when described.valid_from = described.start_date and described.start_date >= described.month_start then 1
            else 0
        end as int
    ) as hire_count,
    cast(case when described.is_moved_in and described.valid_from >= described.month_start then 1 else 0 end as int)
        as transfer_in_count,
    cast(
        case
            when
                described.end_date >= described.valid_from
                and described.end_date < described.valid_until
                and described.end_date <= described.month_end
                then 1
            else 0
        end as int
    ) as exit_count,
    cast(case when described.is_moved_out and described.valid_until <= described.month_end then 1 else 0 end as int)
        as transfer_out_count,
    cast(
        case
            when
                described.present_until > described.month_end and described.present_until > described.valid_from
                then 1
            else 0
        end as int
    ) as closing_count,
    cast(
        case
            when described.day_after > described.first_day
                then {{ days_between('described.first_day', 'described.day_after') }}
            else 0
        end as int
    ) as headcount_days,
    described.fte,
    described.fte_is_assumed
from described
left join age_bands
    on
        described.company_id = age_bands.company_id
        and described.month_end = age_bands.policy_date
        and described.age_months >= age_bands.first_month
        and described.age_months < age_bands.end_month
left join tenure_bands
    on
        described.company_id = tenure_bands.company_id
        and described.month_end = tenure_bands.policy_date
        and described.tenure_months >= tenure_bands.first_month
        and described.tenure_months < tenure_bands.end_month
