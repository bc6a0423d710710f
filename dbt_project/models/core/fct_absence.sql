with links as (
    select
        source_system,
        source_id,
        person_key
    from {{ ref('canonical__identity_link') }}
    where person_key is not null
),

employments as (
    select
        employment_key,
        person_key,
        company_id,
        start_date,
        {{ until('end_date') }} as end_until
    from {{ ref('fct_employment') }}
    where not is_rescinded
),

absences as (
    select
        links.person_key,
        absences.absence_id,
        absences.absence_type,
        absences.from_date,
        absences.to_date,
        absences.is_paid,
        absences.is_unplanned
    from {{ ref('canonical__absence') }} as absences
    inner join links
        on
            absences.source_system = links.source_system
            and absences.person_source_id = links.source_id
),

marked as (
    select
        links.person_key,
        attendance.attendance_date,
        attendance.status,
        attendance.known_from
    from {{ ref('canonical__attendance_day') }} as attendance
    inner join links
        on
            attendance.source_system = links.source_system
            and attendance.person_source_id = links.source_id
    where attendance.attendance_date <= {{ as_of_date() }}
),

-- What was granted, one kind a day: that of the last application by its identifier.
granted as (
    select
        marked.person_key,
        marked.attendance_date,
        max_by(absences.absence_type, absences.absence_id) as absence_type,
        max_by(absences.is_paid, absences.absence_id) as is_paid,
        max_by(absences.is_unplanned, absences.absence_id) as is_unplanned
    from marked
    inner join absences
        on
            marked.person_key = absences.person_key
            and marked.attendance_date between absences.from_date and absences.to_date
    where marked.status in ('on_leave', 'half_day')
    group by marked.person_key, marked.attendance_date
),

-- A marked day is a scheduled one. Half a day off is half a day worked; a day off that nobody granted is unplanned.
judged as (
    select
        marked.person_key,
        marked.attendance_date,
        marked.known_from,
        case
            when marked.status in ('present', 'remote') then 'worked'
            when marked.status = 'absent' then 'absent'
            else coalesce(granted.absence_type, 'not_granted')
        end as absence_type,
        case
            when marked.status in ('on_leave', 'half_day') then granted.is_paid
        end as is_paid,
        case
            when marked.status in ('present', 'remote') then false
            when marked.status = 'absent' then true
            else coalesce(granted.is_unplanned, marked.status = 'half_day')
        end as is_unplanned,
        case when marked.status = 'half_day' then 0.5 else 1 end as days
    from marked
    left join granted
        on
            marked.person_key = granted.person_key
            and marked.attendance_date = granted.attendance_date
),

halves as (
    select
        person_key,
        attendance_date,
        known_from,
        absence_type,
        is_paid,
        is_unplanned,
        days
    from judged
    union all
    select
        person_key,
        attendance_date,
        known_from,
        'worked' as absence_type,
        cast(null as boolean) as is_paid,
        false as is_unplanned,
        1 - days as days
    from judged
    where days < 1
),

-- A person of several employments is absent from the first of them.
placed as (
    select
        employments.employment_key,
        employments.person_key,
        employments.company_id,
        halves.attendance_date,
        halves.known_from,
        halves.absence_type,
        halves.is_paid,
        halves.is_unplanned,
        halves.days
    from halves
    inner join employments
        on
            halves.person_key = employments.person_key
            and halves.attendance_date >= employments.start_date
            and halves.attendance_date <= employments.end_until
    qualify
        dense_rank() over (
            partition by halves.person_key, halves.attendance_date
            order by employments.start_date asc, employments.employment_key asc
        ) = 1
)

select
    employment_key,
    person_key,
    company_id,
    cast(date_trunc('month', attendance_date) as date) as month_start,
    absence_type,
    is_unplanned,
    bool_and(is_paid) as is_paid,
    cast(sum(days) as decimal(9, 2)) as absence_days,
    max(known_from) as known_from
from placed
group by
    employment_key,
    person_key,
    company_id,
    cast(date_trunc('month', attendance_date) as date),
    absence_type,
    is_unplanned
