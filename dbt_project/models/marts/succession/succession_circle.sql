{%- set steps = 4 -%}
-- Plans that need one another: the successor for a role holds a role whose successor, over at most
-- {{ steps }} plans, holds the first. Where nobody else is named, none of them is a plan.
with roles as (
    select
        company_id,
        role_key,
        incumbent_person_key
    from {{ ref('critical_role') }}
),

-- From a role to the critical roles that those named for it hold.
named as (
    select distinct
        nominations.role_key,
        held.role_key as held_role_key
    from {{ ref('succession_nomination') }} as nominations
    inner join roles as held
        on nominations.person_key = held.incumbent_person_key
    where nominations.is_counted and nominations.role_key <> held.role_key
),

walk_1 as (
    select
        role_key,
        held_role_key
    from named
),

{% for step in range(2, steps + 1) -%}
    walk_{{ step }} as (
        select distinct
            earlier.role_key,
            named.held_role_key
        from walk_{{ step - 1 }} as earlier
        inner join named
            on earlier.held_role_key = named.role_key
        where earlier.role_key <> earlier.held_role_key
    ),

{% endfor -%}
closed as (
    {% for step in range(2, steps + 1) -%}
        select
            role_key,
            {{ step }} as circle_length
        from walk_{{ step }}
        where role_key = held_role_key
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

others as (
    select
        nominations.role_key,
        cast(count(distinct case when held.role_key is null then nominations.person_key end) as int)
            as outside_successor_count
    from {{ ref('succession_nomination') }} as nominations
    left join roles as held
        on nominations.person_key = held.incumbent_person_key
    where nominations.is_counted
    group by nominations.role_key
),

shortest as (
    select
        role_key,
        cast(min(circle_length) as int) as circle_length
    from closed
    group by role_key
)

select
    roles.company_id,
    shortest.role_key,
    shortest.circle_length,
    coalesce(others.outside_successor_count, 0) as outside_successor_count
from shortest
inner join roles
    on shortest.role_key = roles.role_key
left join others
    on shortest.role_key = others.role_key
