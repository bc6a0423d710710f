-- Sources say what is assigned today, not since when; so the figure is made for the last reported month only.
with closing as (
    select max(month_start) as month_start
    from {{ ref('period_month') }}
),

expiries as (
    select
        {{ surrogate_key(['source_system', 'source_id']) }} as learning_key,
        expires_date
    from {{ ref('canonical__learning_record') }}
),

-- One row per person and item, whatever the number of attempts: valid where one of them is.
items as (
    select
        place.assignment_key,
        learning.source_system,
        learning.learning_item_id,
        max(
            case
                when
                    learning.status = 'completed'
                    and (learning.completed_date is null or learning.completed_date <= place.month_end)
                    and (expiries.expires_date is null or expiries.expires_date > place.month_end)
                    then 1
                else 0
            end
        ) as valid_count,
        max(case when learning.status <> 'not_tracked' then 1 else 0 end) as tracked_count
    from {{ ref('fct_learning') }} as learning
    inner join expiries
        on learning.learning_key = expiries.learning_key
    inner join {{ ref('person_month') }} as place
        on learning.person_key = place.person_key
    inner join closing
        on place.month_start = closing.month_start
    where
        learning.is_mandatory
        and place.closing_count = 1
        and place.worker_type = 'employee'
        and (learning.assigned_date is null or learning.assigned_date <= place.month_end)
    group by place.assignment_key, learning.source_system, learning.learning_item_id
),

people as (
    select
        assignment_key,
        sum(valid_count) as valid_count,
        sum(tracked_count) as tracked_count,
        count(*) as item_count
    from items
    group by assignment_key
),

direct as (
    select
        {{ place_columns() }},
        people.valid_count,
        people.tracked_count,
        people.item_count,
        case when people.valid_count = people.tracked_count and people.tracked_count > 0 then 1 else 0 end
            as compliant_people,
        case when people.tracked_count > 0 then 1 else 0 end as tracked_people,
        1 as asked_people
    from people
    inner join {{ ref('person_month') }} as place
        on people.assignment_key = place.assignment_key
    inner join closing
        on place.month_start = closing.month_start
),

{%- set measures = [
    'valid_count', 'tracked_count', 'item_count', 'compliant_people', 'tracked_people', 'asked_people'
] %}

counted as (
    {{ by_dimension('direct', measures) }}
),

absent as (
    {{ absent_fields({'status': ['learning_record', 'status'], 'expiry': ['learning_record', 'expires_date']}) }}
),

judged as (
    select
        counted.*,
        absent.is_expiry_absent
    from counted
    cross join absent
    where not absent.is_status_absent
)

{{ kpi_rows('mandatory_compliance', 'judged', [{
    'name': 'items',
    'numerator': 'case when tracked_count > 0 then valid_count end',
    'denominator': 'tracked_count',
    'coverage': 'cast(tracked_count as double) / nullif(cast(item_count as double), 0)',
    'withheld': {'completion_not_tracked': 'tracked_count = 0'},
}, {
    'name': 'people',
    'numerator': 'case when tracked_people > 0 then compliant_people end',
    'denominator': 'tracked_people',
    'coverage': 'cast(tracked_people as double) / nullif(cast(asked_people as double), 0)',
    'withheld': {'completion_not_tracked': 'tracked_people = 0'},
}], absent=['is_expiry_absent', 'no_source_delivers_expiry']) }}

union all

{{ absent_kpi(
    'mandatory_compliance', ['items', 'people'], ['learning_record', 'status'], 'no_source_delivers_learning'
) }}
