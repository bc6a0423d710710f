{%- set steps = 5 -%}
-- If a role falls vacant and is filled from the bench, which role does that open, and who fills that:
-- up to {{ steps }} moves.
with roles as (
    select
        company_id,
        role_key,
        incumbent_person_key
    from {{ ref('critical_role') }}
),

assignments as (
    select
        role_key,
        person_key
    from {{ ref('bench_assignment') }}
    where bench = 'ready_now'
),

-- Somebody who holds several critical roles opens the first of them by key.
held as (
    select
        incumbent_person_key as person_key,
        min(role_key) as role_key
    from roles
    where incumbent_person_key is not null
    group by incumbent_person_key
),

moves as (
    select
        roles.role_key,
        assignments.person_key,
        held.role_key as opened_role_key
    from roles
    left join assignments
        on roles.role_key = assignments.role_key
    left join held
        on assignments.person_key = held.person_key
),

step_1 as (
    select
        roles.company_id,
        roles.role_key,
        1 as step_number,
        roles.role_key as vacant_role_key,
        moves.person_key,
        moves.opened_role_key,
        coalesce(moves.opened_role_key = roles.role_key, false) as is_closed
    from roles
    inner join moves
        on roles.role_key = moves.role_key
),

{% for step in range(2, steps + 1) -%}
    step_{{ step }} as (
        select
            earlier.company_id,
            earlier.role_key,
            {{ step }} as step_number,
            earlier.opened_role_key as vacant_role_key,
            moves.person_key,
            moves.opened_role_key,
            coalesce(moves.opened_role_key = earlier.role_key, false) as is_closed
        from step_{{ step - 1 }} as earlier
        inner join moves
            on earlier.opened_role_key = moves.role_key
        where not earlier.is_closed
    ),

{% endfor -%}
walked as (
    {% for step in range(1, steps + 1) -%}
        select
            company_id,
            role_key,
            step_number,
            vacant_role_key,
            person_key,
            opened_role_key,
            is_closed
        from step_{{ step }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    company_id,
    role_key,
    cast(step_number as int) as step_number,
    vacant_role_key,
    person_key,
    opened_role_key,
    case
        when person_key is null then 'open'
        when is_closed then 'circle'
        when opened_role_key is null then 'settled'
        else 'goes_on'
    end as step_outcome
from walked
