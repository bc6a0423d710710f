with employments as (
    select * from {{ ref('canonical__employment') }}
),

-- Spells of a person in order; a rescinded one is no service and stands behind the others of its day.
spells as (
    select
        *,
        row_number() over (
            partition by person_key order by start_date, is_rescinded, employment_key
        ) as spell_number,
        lead(start_date) over (
            partition by person_key, is_rescinded order by start_date, employment_key
        ) as next_start_date
    from employments
)

select
    employment_key,
    person_key,
    company_id,
    cast(spell_number as int) as spell_number,
    start_date,
    end_date,
    worker_type,
    notice_date,
    exit_type,
    exit_reason,
    is_rescinded,
    coalesce(not is_rescinded and {{ days_between('end_date', 'next_start_date') }} <= 30, false) as is_exit_voided,
    start_date > {{ as_of_date() }} as is_future,
    known_from
from spells
