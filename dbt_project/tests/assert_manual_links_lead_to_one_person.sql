-- Critical: a reviewed link that leads to nobody, to two people, or against what the record itself says was wrong
-- when it was reviewed, or has become so. Each row counts the links of one source, without naming anybody.
with links as (
    select * from {{ ref('manual_identity_links') }}
    where expires_on is null or expires_on > {{ as_of_date() }}
),

people as (
    select distinct
        employee_number,
        person_key
    from {{ ref('person_identity') }}
    where employee_number is not null
),

wrong as (
    select
        links.source_system,
        'name an employee number that nobody has' as problem
    from links
    left join people
        on links.employee_number = people.employee_number
    where people.employee_number is null
    union all
    select
        links.source_system,
        'lead one record to more than one person' as problem
    from links
    inner join people
        on links.employee_number = people.employee_number
    group by links.source_system, links.source_id
    having count(distinct people.person_key) > 1
    union all
    select
        links.source_system,
        'contradict the record''s own employee number or verified e-mail address' as problem
    from links
    inner join people
        on links.employee_number = people.employee_number
    inner join {{ ref('canonical__identity_link') }} as matched
        on
            links.source_system = matched.source_system
            and links.source_id = matched.source_id
    where matched.match_rule in ('employee_number', 'work_email') and matched.person_key <> people.person_key
)

select
    source_system,
    problem,
    count(*) as link_count,
    source_system || ', manual_identity_links: ' || cast(count(*) as string) || ' row(s) ' || problem
    || '; correct dbt_project/seeds/corrections/manual_identity_links.csv, or take the row out.' as sentence
from wrong
group by source_system, problem
