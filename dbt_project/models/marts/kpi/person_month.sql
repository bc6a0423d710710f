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

-- Spells with no more than 30 days between them are one time of service; one that lies within another is none of it.
spells as (
    select
        employment_key,
        person_key,
        start_date,
        counted_from is not null as is_ever_counted,
        coalesce(
            lag(is_exit_voided) over (
                partition by person_key, counted_from is not null order by start_date, employment_key
            ), false
        ) as is_continued
    from {{ ref('fct_employment') }}
    where not is_rescinded
),

services as (
    select
        *,
        sum(case when is_continued then 0 else 1 end) over (
            partition by person_key, is_ever_counted order by start_date, employment_key
            rows between unbounded preceding and current row
        ) as service_number
    from spells
),

employments as (
    select
        employment_key,
        is_continued,
        min(start_date) over (partition by person_key, is_ever_counted, service_number) as service_start_date
    from services
),

places as (
    {{ headcount_places([
        'assignment_key', 'person_key', 'manager_person_key', 'grade_key', 'location', 'fte_is_assumed'
    ]) }}
),

-- Who was counted before in another company, unit or kind of work has moved; whoever took the place of an employment
-- that ended is counted from a day within it.
moved as (
    select
        *,
        {{ until('valid_to') }} as valid_until,
        {{ until('present_to') }} as present_until,
        coalesce(counted_first < {{ until('valid_to') }}, false) as is_counted,
        coalesce(
            valid_from > counted_from
            and (
                from_company_id <> company_id
                or from_org_unit_key <> org_unit_key
                or from_worker_type <> worker_type
            ),
            false
        ) as is_moved_in,
        coalesce(
            valid_to > counted_from
            and (
                next_company_id <> company_id
                or next_org_unit_key <> org_unit_key
                or next_worker_type <> worker_type
            ),
            false
        ) as is_moved_out,
        coalesce(
            counted_from > start_date and counted_from >= valid_from and counted_from < {{ until('valid_to') }}, false
        ) as is_taken_over,
        coalesce(
            end_date >= valid_from and end_date < {{ until('valid_to') }} and end_date >= counted_from, false
        ) as is_last
    from places
),

-- On a day somebody is counted in one place: until the one after it begins, of whichever employment.
followed as (
    select
        moved.*,
        employments.service_start_date,
        employments.is_continued,
        case
            when moved.is_counted
                then least(moved.valid_until, {{ until('lead(moved.counted_first) over counted_places') }})
        end as place_counted_until
    from moved
    inner join employments
        on moved.employment_key = employments.employment_key
    window counted_places as (
        partition by moved.person_key, moved.is_counted
        order by moved.counted_first, moved.employment_key, moved.valid_from
    )
),

-- What is known of a place is joined before it is told month by month: few rows.
known as (
    select
        followed.*,
        people.gender,
        people.birth_date,
        grades.grade_id
    from followed
    inner join people
        on followed.person_key = people.person_key
    left join {{ ref('dim_grade') }} as grades
        on followed.grade_key = grades.grade_key
),

company_months as (
    select
        companies.company_id,
        months.month_start,
        months.month_end as policy_date
    from (
        select distinct company_id
        from places
    ) as companies
    cross join months
),

-- A place in every month in which anybody was there at an opening or on a day.
monthly as (
    select
        known.*,
        company_months.month_start,
        company_months.policy_date as month_end,
        coalesce(reported.reported_org_unit_key, known.org_unit_key) as reported_org_unit_key,
        greatest(known.valid_from, company_months.month_start) as first_day,
        greatest(known.counted_first, company_months.month_start) as first_counted_day,
        least(known.present_until, {{ add_days('company_months.policy_date', 1) }}) as day_after,
        least(company_months.policy_date, known.present_until) as seen_date
    from known
    inner join company_months
        on
            known.company_id = company_months.company_id
            and known.valid_from <= company_months.policy_date
            and known.present_until >= company_months.month_start
    left join {{ ref('reported_unit_month') }} as reported
        on
            known.org_unit_key = reported.org_unit_key
            and company_months.month_start = reported.month_start
),

described as (
    select
        *,
        cast({{ completed_months('birth_date', 'seen_date') }} as int) as age_months,
        cast({{ completed_months('service_start_date', 'seen_date') }} as int) as tenure_months
    from monthly
),

age_policy as (
    {{ policy_on_date(ref('age_band'), 'company_months', ['age_band', 'lower_age', 'upper_age']) }}
),

tenure_policy as (
    {{ policy_on_date(ref('tenure_band'), 'company_months', ['tenure_band', 'lower_months', 'upper_months']) }}
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
    described.reported_org_unit_key as org_unit_key,
    described.org_unit_key as own_org_unit_key,
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
    case when described.is_counted then described.counted_first end as place_counted_from,
    described.place_counted_until,
    described.tenure_months,
    described.is_continued,
    cast(case when described.counted_first < described.month_start then 1 else 0 end as int) as opening_count,
    cast(
        case
            when
                described.valid_from = described.start_date
                and described.counted_from = described.start_date
                and described.start_date >= described.month_start
                then 1
            else 0
        end as int
    ) as hire_count,
    cast(
        case when described.is_moved_in and described.valid_from >= described.month_start then 1 else 0 end
        + case
            when
                described.is_taken_over
                and described.counted_from >= described.month_start
                and described.counted_from <= described.month_end
                then 1
            else 0
        end as int
    ) as transfer_in_count,
    cast(
        case
            when
                described.is_last
                and not described.is_continued_elsewhere
                and described.end_date <= described.month_end
                then 1
            else 0
        end as int
    ) as exit_count,
    -- Whoever stays in another employment moves there.
    cast(
        case when described.is_moved_out and described.valid_until <= described.month_end then 1 else 0 end
        + case
            when
                described.is_last
                and described.is_continued_elsewhere
                and described.end_date <= described.month_end
                then 1
            else 0
        end as int
    ) as transfer_out_count,
    cast(
        case
            when
                described.counted_first <= described.month_end
                and described.present_until > described.month_end
                and described.present_until > described.valid_from
                then 1
            else 0
        end as int
    ) as closing_count,
    cast(
        case
            when described.is_counted and described.day_after > described.first_counted_day
                then {{ days_between('described.first_counted_day', 'described.day_after') }}
            else 0
        end as int
    ) as headcount_days,
    cast(
        case
            when described.present_until > described.month_end and described.present_until > described.valid_from
                then described.fte
            else 0
        end as decimal(9, 4)
    ) as closing_fte,
    cast(
        case
            when described.day_after > described.first_day
                then cast({{ days_between('described.first_day', 'described.day_after') }} as int) * described.fte
            else 0
        end as decimal(12, 4)
    ) as fte_days,
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
