with company_months as (
    select
        company_id,
        month_start,
        month_end,
        month_index
    from {{ ref('company_month') }}
),

employments as (
    select * from {{ ref('fct_employment') }}
    where not is_rescinded
),

-- An open end is far away, so that ranges are compared and nothing else.
assignments as (
    select
        assignments.employment_key,
        assignments.person_key,
        assignments.company_id,
        assignments.worker_type,
        assignments.valid_from,
        {{ until('assignments.valid_to') }} as valid_until,
        employments.start_date,
        employments.end_date,
        employments.counted_from,
        -- At whose close a place is left: the day the next one begins, or the last day employed.
        case
            when employments.end_date is null or assignments.valid_to <= employments.end_date
                then {{ until('assignments.valid_to') }}
            else employments.end_date
        end as present_until,
        row_number() over (
            partition by assignments.person_key order by assignments.valid_from, assignments.employment_key
        ) as place_number
    from {{ ref('fct_assignment') }} as assignments
    inner join employments
        on assignments.employment_key = employments.employment_key
),

-- One row per person, company and month: of several places or employments the last one speaks.
people as (
    select
        assignments.company_id,
        assignments.person_key,
        company_months.month_index,
        max(company_months.month_start) as month_start,
        max(company_months.month_end) as month_end,
        max_by(assignments.employment_key, assignments.place_number) as employment_key,
        max_by(assignments.worker_type, assignments.place_number) as worker_type,
        bool_or(
            assignments.present_until > company_months.month_end and assignments.present_until > assignments.valid_from
        ) as is_present_at_close,
        coalesce(bool_or(
            assignments.present_until > company_months.month_end
            and assignments.present_until > assignments.valid_from
            and assignments.counted_from <= company_months.month_end
        ), false) as is_counted_at_close
    from assignments
    inner join company_months
        on
            assignments.company_id = company_months.company_id
            and assignments.valid_from <= company_months.month_end
            and assignments.valid_until > company_months.month_start
    group by assignments.company_id, assignments.person_key, company_months.month_index
),

dated as (
    select
        people.*,
        employments.start_date,
        employments.end_date,
        case when employments.start_date > people.month_start then employments.start_date else people.month_start end
            as first_day,
        case when employments.end_date < people.month_end then employments.end_date else people.month_end end
            as last_day
    from people
    inner join employments
        on people.employment_key = employments.employment_key
),

pay as (
    select
        employment_key,
        annual_base_amount,
        currency,
        valid_from,
        {{ until('valid_to') }} as valid_until
    from {{ ref('fct_pay') }}
),

-- Pay that changes within a month is settled with arrears in that month or the next.
changes as (
    select distinct
        pay.employment_key,
        cast(extract(year from pay.valid_from) * 12 + extract(month from pay.valid_from) - 1 as bigint) as month_index
    from pay
    inner join employments
        on pay.employment_key = employments.employment_key
    where pay.valid_from > employments.start_date and extract(day from pay.valid_from) > 1
),

unsettled as (
    select
        employment_key,
        month_index
    from changes
    union
    select
        employment_key,
        month_index + 1 as month_index
    from changes
),

-- Unpaid leave over all the days employed in the month; it may begin after a weekend and end before one.
unpaid_leaves as (
    select
        links.person_key,
        absences.from_date,
        absences.to_date
    from {{ ref('canonical__absence') }} as absences
    inner join {{ ref('canonical__identity_link') }} as links
        on
            absences.source_system = links.source_system
            and absences.person_source_id = links.source_id
    where not absences.is_paid
),

away as (
    select distinct
        dated.company_id,
        dated.person_key,
        dated.month_start
    from dated
    inner join unpaid_leaves
        on
            dated.person_key = unpaid_leaves.person_key
            and unpaid_leaves.from_date <= {{ add_days('dated.first_day', 2) }}
            and unpaid_leaves.to_date >= {{ add_days('dated.last_day', -2) }}
),

sources as (
    select
        employment_key,
        source_system,
        source_id
    from {{ ref('canonical__employment') }}
)

select
    dated.company_id,
    dated.person_key,
    dated.month_start,
    dated.month_end,
    dated.month_index,
    dated.employment_key,
    dated.worker_type,
    dated.start_date,
    dated.end_date,
    dated.is_present_at_close,
    dated.is_counted_at_close,
    -- A twelfth, by a multiplication of decimals: it rounds alike on every engine, a division does not.
    cast(
        cast(pay.annual_base_amount as decimal(24, 2)) * cast(0.083333333333 as decimal(13, 12)) as decimal(18, 2)
    ) as month_base_amount,
    pay.currency,
    unsettled.employment_key is not null as is_pay_unsettled,
    away.person_key is not null as is_on_unpaid_leave,
    sources.source_system,
    sources.source_id
from dated
inner join sources
    on dated.employment_key = sources.employment_key
left join pay
    on
        dated.employment_key = pay.employment_key
        and dated.last_day >= pay.valid_from
        and dated.last_day < pay.valid_until
left join unsettled
    on
        dated.employment_key = unsettled.employment_key
        and dated.month_index = unsettled.month_index
left join away
    on
        dated.company_id = away.company_id
        and dated.person_key = away.person_key
        and dated.month_start = away.month_start
