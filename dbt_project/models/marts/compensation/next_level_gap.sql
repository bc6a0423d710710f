-- Each competency that the job of the next grade asks for, beside what was last assessed.
with population as (
    select * from {{ ref('compensation_population') }}
),

grades as (
    select * from {{ ref('dim_grade') }}
),

next_jobs as (
    select * from {{ ref('next_level_job') }}
),

jobs as (
    select * from {{ ref('dim_job') }}
),

requirements as (
    select * from {{ ref('canonical__job_competency') }}
),

links as (
    select
        source_system,
        source_id,
        person_key
    from {{ ref('canonical__identity_link') }}
    where person_key is not null
),

-- A company's own requirement goes before the group's.
required as (
    select
        population.company_id,
        population.cycle_id,
        population.person_key,
        population.decision_date,
        next_jobs.next_job_key,
        requirements.competency_id,
        requirements.required_level
    from population
    inner join grades
        on population.grade_key = grades.grade_key
    inner join next_jobs
        on
            population.company_id = next_jobs.company_id
            and population.cycle_id = next_jobs.cycle_id
            and population.org_unit_key = next_jobs.org_unit_key
            and grades.next_grade_key = next_jobs.next_grade_key
    inner join jobs
        on next_jobs.next_job_key = jobs.job_key
    inner join requirements
        on
            jobs.job_id = requirements.job_id
            and requirements.company_id in (population.company_id, '*')
            and population.decision_date >= requirements.valid_from
            and (requirements.valid_to is null or population.decision_date < requirements.valid_to)
    qualify
        row_number() over (
            partition by population.company_id, population.cycle_id, population.person_key, requirements.competency_id
            order by
                case when requirements.company_id = '*' then 1 else 0 end,
                requirements.valid_from desc,
                requirements.source_system asc
        ) = 1
),

assessments as (
    select
        links.person_key,
        competencies.competency_id,
        competencies.competency_level,
        competencies.assessed_date,
        competencies.source_system
    from {{ ref('canonical__person_competency') }} as competencies
    inner join links
        on
            competencies.source_system = links.source_system
            and competencies.person_source_id = links.source_id
    where competencies.competency_level is not null
),

last_assessed as (
    select
        required.company_id,
        required.cycle_id,
        required.person_key,
        required.competency_id,
        assessments.competency_level,
        assessments.assessed_date
    from required
    inner join assessments
        on
            required.person_key = assessments.person_key
            and required.competency_id = assessments.competency_id
            and required.decision_date >= assessments.assessed_date
    qualify
        row_number() over (
            partition by required.company_id, required.cycle_id, required.person_key, required.competency_id
            order by assessments.assessed_date desc, assessments.source_system asc
        ) = 1
)

select
    required.company_id,
    required.cycle_id,
    required.person_key,
    required.next_job_key,
    required.competency_id,
    required.required_level,
    last_assessed.competency_level,
    last_assessed.assessed_date,
    cast({{ completed_months('last_assessed.assessed_date', 'required.decision_date') }} as int) as evidence_age_months,
    -- greatest() passes over null, and a level that nobody assessed lacks nothing known.
    case
        when last_assessed.competency_level is not null
            then cast(greatest(required.required_level - last_assessed.competency_level, 0) as decimal(9, 4))
    end as missing_level
from required
left join last_assessed
    on
        required.company_id = last_assessed.company_id
        and required.cycle_id = last_assessed.cycle_id
        and required.person_key = last_assessed.person_key
        and required.competency_id = last_assessed.competency_id
