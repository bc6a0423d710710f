-- Where each employee stands with each mandatory item: one row whatever the number of attempts.
with people as (
    select
        company_id,
        person_key,
        manager_person_key
    from {{ ref('dim_employee') }}
    where is_active and worker_type = 'employee'
),

items as (
    select
        source_system,
        learning_item_id,
        item_code,
        company_id,
        item_name,
        is_mandatory
    from {{ ref('canonical__learning_item') }}
),

dates as (
    select
        {{ surrogate_key(['source_system', 'source_id']) }} as learning_key,
        due_date,
        expires_date
    from {{ ref('canonical__learning_record') }}
),

-- The nearer an attempt is to valid, the better; of two completions the one that holds longer. One whose end nobody
-- recorded is completed, and not said to be valid.
attempts as (
    select
        learning.person_key,
        learning.source_system,
        items.item_code,
        items.item_name,
        learning.status,
        learning.completed_date,
        dates.due_date,
        dates.expires_date,
        case
            when learning.status = 'completed' and dates.expires_date <= {{ as_of_date() }} then 'expired'
            when learning.status = 'completed' and dates.expires_date is not null then 'valid'
            else learning.status
        end as training_status
    from {{ ref('fct_learning') }} as learning
    inner join items
        on
            learning.source_system = items.source_system
            and learning.learning_item_id = items.learning_item_id
    inner join dates
        on learning.learning_key = dates.learning_key
    where learning.is_mandatory and coalesce(learning.assigned_date, {{ as_of_date() }}) <= {{ as_of_date() }}
),

best as (
    select * from attempts
    qualify
        row_number() over (
            partition by person_key, source_system, item_code
            order by
                case training_status
                    when 'valid' then 1
                    when 'completed' then 1
                    when 'in_progress' then 2
                    when 'failed' then 3
                    when 'expired' then 4
                    when 'not_started' then 5
                    else 6
                end asc,
                {{ until('expires_date') }} desc,
                {{ until('due_date') }} asc,
                completed_date desc nulls last
        ) = 1
),

-- What everybody of the company has to take, whether or not anybody enrolled them.
asked as (
    select distinct
        people.person_key,
        items.source_system,
        items.item_code,
        items.item_name
    from people
    inner join items
        on items.company_id in (people.company_id, '*')
    where items.is_mandatory
),

named as (
    select
        person_key,
        source_system,
        item_code,
        item_name
    from asked
    union all
    select
        person_key,
        source_system,
        item_code,
        item_name
    from best
),

courses as (
    select
        person_key,
        source_system,
        item_code,
        min(item_name) as item_name
    from named
    group by person_key, source_system, item_code
)

select
    people.company_id,
    people.person_key,
    people.manager_person_key,
    courses.source_system,
    courses.item_code,
    courses.item_name,
    coalesce(best.training_status, 'never_assigned') as training_status,
    best.completed_date,
    best.due_date,
    best.expires_date,
    coalesce(
        best.training_status = 'expired'
        or (best.training_status not in ('valid', 'completed', 'not_tracked') and best.due_date < {{ as_of_date() }}),
        false
    ) as is_overdue
from courses
inner join people
    on courses.person_key = people.person_key
left join best
    on
        courses.person_key = best.person_key
        and courses.source_system = best.source_system
        and courses.item_code = best.item_code
