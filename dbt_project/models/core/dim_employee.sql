with people as (
    select * from {{ ref('canonical__person') }}
),

employments as (
    select * from {{ ref('fct_employment') }}
),

-- Spells with no more than 30 days between them are one time of service.
service as (
    select
        *,
        sum(case when is_continued then 0 else 1 end) over (
            partition by person_key order by start_date, employment_key
            rows between unbounded preceding and current row
        ) as service_number
    from (
        select
            *,
            coalesce(
                {{ days_between(
                    'max(' ~ until('end_date') ~ ') over (partition by person_key order by start_date, employment_key'
                    ~ ' rows between unbounded preceding and 1 preceding)',
                    'start_date'
                ) }} <= 30,
                false
            ) as is_continued
        from employments
        where not is_rescinded
    ) as spells
),

service_starts as (
    select
        employment_key,
        min(start_date) over (partition by person_key, service_number) as service_start_date,
        min(start_date) over (partition by person_key) as original_hire_date
    from service
),

-- One spell speaks for the person: the active one, else the last one begun, else the next one.
chosen as (
    select
        *,
        not is_rescinded
        and start_date <= {{ as_of_date() }}
        and (end_date is null or end_date > {{ as_of_date() }}) as is_active,
        row_number() over (
            partition by person_key
            order by
                is_rescinded asc,
                is_future asc,
                case when end_date is null or end_date > {{ as_of_date() }} then 0 else 1 end,
                case when is_future then start_date end asc nulls last,
                start_date desc,
                employment_key asc
        ) as choice
    from employments
),

current_spells as (
    select
        *,
        -- The day the person is looked at: the as-of date, the last day employed or the first day to come.
        case
            when is_future then start_date
            when end_date < {{ as_of_date() }} then end_date
            else {{ as_of_date() }}
        end as seen_date
    from chosen
    where choice = 1
),

assignments as (
    select * from {{ ref('fct_assignment') }}
),

current_assignments as (
    select
        assignments.*,
        current_spells.seen_date
    from current_spells
    inner join assignments
        on
            current_spells.employment_key = assignments.employment_key
            and current_spells.seen_date >= assignments.valid_from
            and current_spells.seen_date < {{ until('assignments.valid_to') }}
),

grade_changes as (
    select
        employment_key,
        valid_from,
        case
            when
                grade_key
                = lag(grade_key) over (partition by employment_key order by valid_from)
                then 0
            else 1
        end as is_change
    from assignments
),

grade_since as (
    select
        current_assignments.employment_key,
        max(grade_changes.valid_from) as grade_since_date
    from current_assignments
    inner join grade_changes
        on
            current_assignments.employment_key = grade_changes.employment_key
            and current_assignments.seen_date >= grade_changes.valid_from
    where grade_changes.is_change = 1
    group by current_assignments.employment_key
)

select
    people.person_key,
    coalesce(current_assignments.company_id, current_spells.company_id) as company_id,
    case when people.gender = 'unmapped' then 'unknown' else people.gender end as gender,
    people.birth_date,
    coalesce(service_starts.original_hire_date, current_spells.start_date) as original_hire_date,
    current_spells.employment_key,
    current_spells.start_date,
    current_spells.end_date,
    coalesce(current_assignments.worker_type, current_spells.worker_type) as worker_type,
    current_spells.is_active,
    current_assignments.org_unit_key,
    current_assignments.manager_person_key,
    current_assignments.job_key,
    current_assignments.grade_key,
    current_assignments.grade_rank,
    current_assignments.location,
    current_assignments.fte,
    case
        when not current_spells.is_future and not current_spells.is_rescinded
            then
                cast(
                    {{ completed_months('service_starts.service_start_date', 'current_spells.seen_date') }} as int
                )
    end as tenure_months,
    case when current_assignments.grade_key is not null then grade_since.grade_since_date end as grade_since_date,
    current_spells.notice_date
from people
inner join current_spells
    on people.person_key = current_spells.person_key
left join service_starts
    on current_spells.employment_key = service_starts.employment_key
left join current_assignments
    on current_spells.employment_key = current_assignments.employment_key
left join grade_since
    on current_spells.employment_key = grade_since.employment_key
