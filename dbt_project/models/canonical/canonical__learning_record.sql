with learning_items as (
    select * from {{ ref('canonical__learning_item') }}
),

enrolments as (
    select * from {{ ref('stg_moodle__enrolments') }}
    where known_to is null
),

completions as (
    select * from {{ ref('stg_moodle__course_completions') }}
    where known_to is null
),

-- Moodle has no time of completion: it is that of the criterion that completed the course, the last one met,
-- or the first where any one is enough (aggregation 2).
criteria as (
    select
        course_id,
        user_id,
        max(case when is_met then completed_at end) as last_met_at,
        min(case when is_met then completed_at end) as first_met_at,
        count_if(is_met) as met_count
    from {{ ref('stg_moodle__completion_criteria') }}
    where known_to is null
    group by course_id, user_id
),

-- A failed activity has a time too: its state says what it was.
activities as (
    select
        course_id,
        user_id,
        count_if(completion_state = 3) as failed_count
    from {{ ref('stg_moodle__activity_completions') }}
    where known_to is null
    group by course_id, user_id
),

course_totals as (
    select
        course_id,
        user_id,
        max(
            cast(
                (grade_value - grade_min) / nullif(cast(grade_max - grade_min as double), 0) as decimal(9, 4)
            )
        ) as score_ratio
    from {{ ref('stg_moodle__grade_items') }}
    where
        known_to is null
        and item_type = 'course'
        and scale_id is null
    group by course_id, user_id
),

moodle_records as (
    select
        'moodle' as source_system,
        enrolments.course_id || '/' || enrolments.user_id as source_id,
        cast(null as string) as company_id,
        enrolments.user_id as person_source_id,
        enrolments.course_id as learning_item_id,
        learning_items.is_mandatory,
        cast(null as date) as assigned_date,
        cast(null as date) as due_date,
        case
            when completions.is_completed then 'completed'
            when completions.user_id is null or completions.error_code is not null then 'not_tracked'
            when coalesce(activities.failed_count, 0) > 0 then 'failed'
            when coalesce(criteria.met_count, 0) > 0 then 'in_progress'
            else 'not_started'
        end as status,
        case
            when completions.is_completed and completions.aggregation = 2 then cast(criteria.first_met_at as date)
            when completions.is_completed then cast(criteria.last_met_at as date)
        end as completed_date,
        course_totals.score_ratio,
        cast(null as decimal(9, 2)) as hours,
        'absent' as hours_basis,
        cast(null as date) as expires_date,
        enrolments.known_from
    from enrolments
    inner join learning_items
        on
            learning_items.source_system = 'moodle'
            and enrolments.course_id = learning_items.learning_item_id
    left join completions
        on
            enrolments.course_id = completions.course_id
            and enrolments.user_id = completions.user_id
    left join criteria
        on
            enrolments.course_id = criteria.course_id
            and enrolments.user_id = criteria.user_id
    left join activities
        on
            enrolments.course_id = activities.course_id
            and enrolments.user_id = activities.user_id
    left join course_totals
        on
            enrolments.course_id = course_totals.course_id
            and enrolments.user_id = course_totals.user_id
),

events as (
    select * from {{ ref('stg_frappe_hr__training_events') }}
    where known_to is null and docstatus < 2
),

attendees as (
    select * from {{ ref('stg_frappe_hr__training_event_employees') }}
    where known_to is null
),

training_grades as (
    select
        source_value,
        score_ratio
    from {{ ref('mapping_training_grades') }}
    where source_system = 'frappe_hr'
),

results as (
    select
        headers.training_event_id,
        lines.employee_id,
        sum(lines.hours) as hours,
        max(training_grades.score_ratio) as score_ratio
    from {{ ref('stg_frappe_hr__training_results') }} as headers
    inner join {{ ref('stg_frappe_hr__training_result_employees') }} as lines
        on headers.training_result_id = lines.training_result_id
    left join training_grades
        on {{ mapping_word('lines.grade_text') }} = training_grades.source_value
    where
        headers.docstatus = 1
        and headers.known_to is null
        and lines.known_to is null
    group by headers.training_event_id, lines.employee_id
),

trainings as (
    select
        events.training_event_id,
        attendees.employee_id,
        attendees.line_number,
        events.company_id,
        events.event_status,
        events.end_site_time,
        attendees.is_mandatory,
        attendees.status,
        attendees.attendance,
        results.hours as recorded_hours,
        results.score_ratio,
        attendees.known_from,
        attendees.status in ('Completed', 'Feedback Submitted')
        and coalesce(attendees.attendance, 'Present') = 'Present' as is_completed,
        -- The length of an event of one day; of a longer one nobody knows the hours.
        case
            when cast(events.start_site_time as date) = cast(events.end_site_time as date)
                then
                    (
                        extract(hour from events.end_site_time) * 60 + extract(minute from events.end_site_time)
                        - extract(hour from events.start_site_time) * 60
                        - extract(minute from events.start_site_time)
                    ) / 60.0
        end as nominal_hours
    from events
    inner join attendees
        on events.training_event_id = attendees.training_event_id
    left join results
        on
            attendees.training_event_id = results.training_event_id
            and attendees.employee_id = results.employee_id
),

training_records as (
    select
        'frappe_hr' as source_system,
        trainings.training_event_id || '/' || trainings.employee_id || '/' || cast(trainings.line_number as string)
            as source_id,
        trainings.company_id,
        trainings.employee_id as person_source_id,
        trainings.training_event_id as learning_item_id,
        learning_items.is_mandatory or coalesce(trainings.is_mandatory, false) as is_mandatory,
        cast(null as date) as assigned_date,
        cast(null as date) as due_date,
        case when trainings.is_completed then 'completed' else 'not_started' end as status,
        case when trainings.is_completed then cast(trainings.end_site_time as date) end as completed_date,
        trainings.score_ratio,
        case
            when trainings.is_completed
                then cast(coalesce(trainings.recorded_hours, trainings.nominal_hours) as decimal(9, 2))
        end as hours,
        case
            when not trainings.is_completed then 'absent'
            when trainings.recorded_hours is not null then 'recorded'
            when trainings.nominal_hours is not null then 'nominal'
            else 'absent'
        end as hours_basis,
        cast(null as date) as expires_date,
        trainings.known_from
    from trainings
    inner join learning_items
        on
            learning_items.source_system = 'frappe_hr'
            and trainings.training_event_id = learning_items.learning_item_id
),

contract_records as (
    select
        records.source_system,
        records.learning_item_id || '/' || records.employee_number || '/' || cast(records.attempt as string)
            as source_id,
        records.company_id,
        records.employee_number as person_source_id,
        records.learning_item_id,
        learning_items.is_mandatory,
        records.assigned_date,
        records.due_date,
        records.status,
        records.completed_date,
        records.score_ratio,
        case
            when records.status = 'completed' then coalesce(records.hours, learning_items.nominal_hours)
            else records.hours
        end as hours,
        case
            when records.hours is not null then 'recorded'
            when records.status = 'completed' and learning_items.nominal_hours is not null then 'nominal'
            else 'absent'
        end as hours_basis,
        records.expires_date,
        records.known_from
    from {{ ref('stg_contract__learning_records') }} as records
    inner join learning_items
        on
            records.source_system = learning_items.source_system
            and records.learning_item_id = learning_items.learning_item_id
    where records.known_to is null
)

select * from moodle_records
union all
select * from training_records
union all
select * from contract_records
