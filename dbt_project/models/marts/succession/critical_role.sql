-- Every critical role in force: what it is, who holds it, and what threatens it.
with roles as (
    select * from {{ ref('dim_critical_role') }}
    where
        valid_from <= {{ as_of_date() }}
        and (valid_to is null or valid_to > {{ as_of_date() }})
),

people as (
    select * from {{ ref('dim_employee') }}
),

asked as (
    select distinct
        company_id,
        {{ as_of_date() }} as policy_date
    from roles
),

policy as (
    {{ policy_on_date(ref('succession_policy'), 'asked', ['retirement_age', 'retirement_horizon_months']) }}
),

titles as (
    select
        company_id,
        job_title,
        min(job_key) as job_key
    from {{ ref('dim_job') }}
    group by company_id, job_title
),

-- The job is the one of the role's name, of the company before the group, else the incumbent's.
placed as (
    select
        roles.company_id,
        roles.role_key,
        roles.role_name,
        roles.org_unit_key,
        roles.criticality,
        roles.valid_from,
        roles.incumbent_person_key,
        coalesce(own_titles.job_key, group_titles.job_key, people.job_key) as job_key,
        people.grade_rank as incumbent_grade_rank,
        people.job_key as incumbent_job_key,
        coalesce(people.is_active, false) as is_filled,
        coalesce(people.is_active and people.notice_date <= {{ as_of_date() }}, false) as is_on_notice,
        case
            when people.is_active
                then cast({{ dbt.dateadd('year', 'policy.retirement_age', 'people.birth_date') }} as date)
        end as retirement_date,
        policy.retirement_horizon_months
    from roles
    left join people
        on roles.incumbent_person_key = people.person_key
    left join policy
        on roles.company_id = policy.company_id
    left join titles as own_titles
        on
            roles.company_id = own_titles.company_id
            and roles.role_name = own_titles.job_title
    left join titles as group_titles
        on
            group_titles.company_id = '*'
            and roles.role_name = group_titles.job_title
),

held as (
    select
        company_id,
        job_key,
        grade_rank,
        count(*) as people_count
    from people
    where is_active and job_key is not null
    group by company_id, job_key, grade_rank
),

doers as (
    select
        company_id,
        job_key,
        sum(people_count) as people_count
    from held
    group by company_id, job_key
),

-- What most who do the job are graded, for a role that nobody holds.
usual_grades as (
    select
        company_id,
        job_key,
        grade_rank
    from held
    where grade_rank is not null
    qualify row_number() over (partition by company_id, job_key order by people_count desc, grade_rank asc) = 1
),

led as (
    select
        manager_person_key,
        count(*) as people_count
    from {{ ref('bridge_manager') }}
    where distance > 0
    group by manager_person_key
),

sizes as (
    select
        company_id,
        count(*) as people_count
    from people
    where is_active
    group by company_id
),

timed as (
    select
        *,
        case
            when retirement_date is not null
                then cast(greatest({{ completed_months(as_of_date(), 'retirement_date') }}, 0) as int)
        end as retirement_months
    from placed
)

select
    timed.company_id,
    timed.role_key,
    timed.role_name,
    timed.org_unit_key,
    timed.job_key,
    coalesce(timed.incumbent_grade_rank, usual_grades.grade_rank) as role_grade_rank,
    timed.incumbent_person_key,
    case when not timed.is_filled then 'vacant' when timed.is_on_notice then 'on_notice' else 'held' end
        as incumbent_status,
    timed.criticality,
    case when timed.is_filled then cast(coalesce(led.people_count, 0) as int) end as people_led_count,
    cast(sizes.people_count as int) as company_people_count,
    case
        when timed.job_key is not null
            then cast(
                coalesce(doers.people_count, 0)
                - case when timed.is_filled and timed.incumbent_job_key = timed.job_key then 1 else 0 end as int
            )
    end as others_in_job_count,
    timed.retirement_date,
    timed.retirement_months,
    coalesce(timed.retirement_months < timed.retirement_horizon_months, false) as is_retirement_near,
    timed.retirement_horizon_months
from timed
left join usual_grades
    on
        timed.company_id = usual_grades.company_id
        and timed.job_key = usual_grades.job_key
left join doers
    on
        timed.company_id = doers.company_id
        and timed.job_key = doers.job_key
left join led
    on timed.incumbent_person_key = led.manager_person_key
left join sizes
    on timed.company_id = sizes.company_id
