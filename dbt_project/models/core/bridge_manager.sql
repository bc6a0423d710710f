with recursive people as (
    select
        person_key,
        company_id,
        manager_person_key
    from {{ ref('dim_employee') }}
    where is_active
),

-- Who reports to somebody employed, other than themselves.
lines as (
    select
        people.person_key,
        managers.person_key as manager_person_key
    from people
    inner join people as managers
        on people.manager_person_key = managers.person_key
    where people.person_key <> managers.person_key
),

-- No line is 60 people long: the number ends a walk in a circle.
ancestors (manager_person_key, person_key, distance) as (
    select
        person_key as manager_person_key,
        person_key,
        cast(0 as int) as distance
    from people
    union all
    select
        lines.manager_person_key,
        ancestors.person_key,
        cast(ancestors.distance + 1 as int) as distance
    from ancestors
    inner join lines
        on ancestors.manager_person_key = lines.person_key
    where ancestors.distance < 60
),

-- A line that ends at somebody who reports to nobody employed; one in or below a circle does not end.
ended as (
    select distinct ancestors.person_key
    from ancestors
    left join lines
        on ancestors.manager_person_key = lines.person_key
    where lines.person_key is null
)

select
    ancestors.manager_person_key,
    ancestors.person_key,
    people.company_id,
    ancestors.distance
from ancestors
inner join ended
    on ancestors.person_key = ended.person_key
inner join people
    on ancestors.person_key = people.person_key
