with skill_maps as (
    select * from {{ ref('stg_frappe_hr__employee_skill_maps') }}
    where known_to is null
),

employees as (
    select * from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
),

skills as (
    select
        skill_maps.employee_id,
        skills.skill_id,
        skills.proficiency_ratio,
        -- A skill without a day of its own was seen when the map was last saved.
        coalesce(skills.evaluation_date, cast(skill_maps.modified_site_time as date)) as assessed_date,
        skills.line_number,
        skills.known_from
    from {{ ref('stg_frappe_hr__employee_skills') }} as skills
    inner join skill_maps
        on skills.skill_map_id = skill_maps.skill_map_id
    where skills.known_to is null
),

-- Listed twice on one day, the later line is the one that was meant.
numbered as (
    select
        *,
        row_number() over (
            partition by employee_id, skill_id, assessed_date order by line_number desc
        ) as newest
    from skills
)

select
    'frappe_hr' as source_system,
    employees.company_id,
    numbered.employee_id as person_source_id,
    numbered.skill_id as competency_id,
    -- Frappe keeps five stars as a share of one.
    cast(numbered.proficiency_ratio * 5 as decimal(9, 4)) as competency_level,
    numbered.assessed_date,
    cast(null as string) as assessed_by_source_id,
    numbered.known_from
from numbered
inner join employees
    on numbered.employee_id = employees.employee_id
where numbered.newest = 1

union all

select
    source_system,
    company_id,
    employee_number as person_source_id,
    competency_id,
    competency_level,
    assessed_date,
    assessed_by_employee_number as assessed_by_source_id,
    known_from
from {{ ref('stg_contract__person_competencies') }}
where known_to is null
