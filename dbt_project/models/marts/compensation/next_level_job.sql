-- The job that people of a grade mostly hold, as near to a unit as there are any: what a promotion to that grade leads
-- to. Asked upwards from the unit, so that an engineer looks at engineers first.
with population as (
    select * from {{ ref('compensation_population') }}
),

units as (
    select * from {{ ref('bridge_org_unit') }}
),

grades as (
    select * from {{ ref('dim_grade') }}
),

jobs as (
    select * from {{ ref('dim_job') }}
),

-- How many hold each job, by grade, in each unit with all below it.
held as (
    select
        population.company_id,
        population.cycle_id,
        units.ancestor_org_unit_key,
        population.grade_key,
        population.job_key,
        count(*) as people_count
    from population
    inner join units
        on population.org_unit_key = units.descendant_org_unit_key
    where population.job_key is not null and population.grade_key is not null
    group by
        population.company_id,
        population.cycle_id,
        units.ancestor_org_unit_key,
        population.grade_key,
        population.job_key
),

-- Of two that as many hold, the first by name: a key would decide otherwise for each source the job comes from.
typical as (
    select
        held.company_id,
        held.cycle_id,
        held.ancestor_org_unit_key,
        held.grade_key,
        held.job_key
    from held
    inner join jobs
        on held.job_key = jobs.job_key
    qualify
        row_number() over (
            partition by held.company_id, held.cycle_id, held.ancestor_org_unit_key, held.grade_key
            order by held.people_count desc, jobs.job_title asc, jobs.job_id asc
        ) = 1
),

asked as (
    select distinct
        population.company_id,
        population.cycle_id,
        population.org_unit_key,
        grades.next_grade_key
    from population
    inner join grades
        on population.grade_key = grades.grade_key
    where grades.next_grade_key is not null
)

select
    asked.company_id,
    asked.cycle_id,
    asked.org_unit_key,
    asked.next_grade_key,
    typical.job_key as next_job_key
from asked
inner join units
    on asked.org_unit_key = units.descendant_org_unit_key
inner join typical
    on
        asked.company_id = typical.company_id
        and asked.cycle_id = typical.cycle_id
        and units.ancestor_org_unit_key = typical.ancestor_org_unit_key
        and asked.next_grade_key = typical.grade_key
qualify
    row_number() over (
        partition by asked.company_id, asked.cycle_id, asked.org_unit_key, asked.next_grade_key
        order by units.distance, units.ancestor_org_unit_key
    ) = 1
