with courses as (
    -- Course 1 is the site itself.
    select * from {{ ref('stg_moodle__courses') }}
    where known_to is null and course_id <> '1'
),

events as (
    select * from {{ ref('stg_frappe_hr__training_events') }}
    where known_to is null and docstatus < 2
),

mandatory as (
    select
        source_system,
        item_code
    from {{ ref('mandatory_learning') }}
)

select
    'moodle' as source_system,
    courses.course_id as learning_item_id,
    courses.course_shortname as item_code,
    '*' as company_id,
    courses.course_name as item_name,
    mandatory.item_code is not null as is_mandatory,
    cast(null as string) as provider,
    cast(null as decimal(9, 2)) as nominal_hours,
    cast(null as int) as validity_days,
    courses.known_from
from courses
left join mandatory
    on
        mandatory.source_system = 'moodle'
        and courses.course_shortname = mandatory.item_code

union all

select
    'frappe_hr' as source_system,
    events.training_event_id as learning_item_id,
    events.event_name as item_code,
    coalesce(events.company_id, '*') as company_id,
    events.event_name as item_name,
    mandatory.item_code is not null as is_mandatory,
    cast(null as string) as provider,
    cast(null as decimal(9, 2)) as nominal_hours,
    cast(null as int) as validity_days,
    events.known_from
from events
left join mandatory
    on
        mandatory.source_system = 'frappe_hr'
        and events.event_name = mandatory.item_code

union all

select
    source_system,
    learning_item_id,
    learning_item_id as item_code,
    company_id,
    item_name,
    coalesce(is_mandatory, false) as is_mandatory,
    provider,
    nominal_hours,
    validity_days,
    known_from
from {{ ref('stg_contract__learning_items') }}
where known_to is null
