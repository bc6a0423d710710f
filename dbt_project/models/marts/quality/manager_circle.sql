with recursive lines as (
    select
        people.person_key,
        people.company_id,
        people.employment_key,
        people.manager_person_key
    from {{ ref('dim_employee') }} as people
    left join {{ ref('bridge_manager') }} as bridge
        on
            people.person_key = bridge.person_key
            and bridge.distance = 0
    where people.is_active and bridge.person_key is null
),

-- Nobody here has a line that ends, so whoever is met again stands in the circle and the others below it.
walked (person_key, ancestor_person_key, distance) as (
    select
        person_key,
        manager_person_key as ancestor_person_key,
        cast(1 as int) as distance
    from lines
    union all
    select
        walked.person_key,
        lines.manager_person_key as ancestor_person_key,
        cast(walked.distance + 1 as int) as distance
    from walked
    inner join lines
        on walked.ancestor_person_key = lines.person_key
    where walked.ancestor_person_key <> walked.person_key and walked.distance < 60
)

select
    lines.person_key,
    lines.company_id,
    lines.employment_key,
    count_if(walked.ancestor_person_key = walked.person_key) > 0 as is_in_circle
from lines
inner join walked
    on lines.person_key = walked.person_key
group by lines.person_key, lines.company_id, lines.employment_key
