with people as (
    select
        source_system,
        source_id,
        person_key
    from {{ ref('canonical__identity_link') }}
    where person_key is not null
),

absences as (
    select
        people.person_key,
        absence.absence_id,
        absence.from_date,
        absence.to_date,
        absence.absence_days,
        absence.is_unplanned
    from {{ ref('canonical__absence') }} as absence
    inner join people
        on
            absence.source_system = people.source_system
            and absence.person_source_id = people.source_id
),

marked as (
    select
        people.person_key,
        attendance.attendance_date,
        attendance.status
    from {{ ref('canonical__attendance_day') }} as attendance
    inner join people
        on
            attendance.source_system = people.source_system
            and attendance.person_source_id = people.source_id
),

-- What was granted for a day: by the last application by its identifier, as in fct_absence.
granted as (
    select
        marked.person_key,
        marked.attendance_date,
        max_by(absences.is_unplanned, absences.absence_id) as is_unplanned
    from marked
    inner join absences
        on
            marked.person_key = absences.person_key
            and marked.attendance_date between absences.from_date and absences.to_date
    where marked.status in ('on_leave', 'half_day')
    group by marked.person_key, marked.attendance_date
),

judged_days as (
    select
        marked.person_key,
        marked.attendance_date,
        case
            when marked.status = 'absent' then 1
            when marked.status = 'half_day' and coalesce(granted.is_unplanned, true) then 0.5
            when marked.status = 'on_leave' and granted.is_unplanned then 1
            else 0
        end as absent_days
    from marked
    left join granted
        on
            marked.person_key = granted.person_key
            and marked.attendance_date = granted.attendance_date
),

direct as (
    select
        {{ place_columns() }},
        cast(judged_days.absent_days as decimal(9, 2)) as absent_days,
        1 as marked_days,
        cast(0 as decimal(9, 2)) as unplanned_days
    from judged_days
    {{ at_place('judged_days', 'attendance_date') }}
    where place.worker_type = 'employee'

    union all

    select
        {{ place_columns() }},
        cast(0 as decimal(9, 2)) as absent_days,
        0 as marked_days,
        cast(absences.absence_days as decimal(9, 2)) as unplanned_days
    from absences
    {{ at_place('absences', 'from_date') }}
    where place.worker_type = 'employee' and absences.is_unplanned
),

counted as (
    {{ by_dimension('direct', ['absent_days', 'marked_days', 'unplanned_days']) }}
),

joined as (
    {{ with_headcount('counted', ['absent_days', 'marked_days', 'unplanned_days']) }}
),

absent as (
    {{ absent_fields({'mark': ['attendance_day', 'status'], 'grant': ['absence', 'is_unplanned']}) }}
),

judged as (
    select
        joined.*,
        absent.is_mark_absent,
        absent.is_grant_absent
    from joined
    cross join absent
)

{{ kpi_rows('absence_rate', 'judged', [{
    'name': 'marked_days',
    'numerator': 'case when marked_days > 0 then absent_days end',
    'denominator': 'marked_days',
    'n': averages()['daily_average'],
    'coverage': 'case when headcount_days = 0 then 1 else least('
        ~ 'cast(marked_days as double) * 7 / nullif(5 * cast(headcount_days as double), 0), 1) end',
    'withheld': {'no_day_is_marked': 'marked_days = 0'},
}], absent=['is_mark_absent', 'no_source_delivers_attendance']) }}

union all

{{ kpi_rows('absence_rate', 'judged', [{
    'name': 'five_day_week',
    'numerator': 'unplanned_days',
    'denominator': 'cast(headcount_days as double) * 5 / 7',
    'n': averages()['daily_average'],
    'withheld': {'nobody_employed': 'headcount_days = 0'},
}], absent=['is_grant_absent', 'no_source_delivers_absence']) }}
