-- Each competency that an employee's own job asks for, beside what was last assessed and how much that leaves open.
with people as (
    select
        company_id,
        person_key,
        manager_person_key,
        job_key,
        {{ as_of_date() }} as policy_date
    from {{ ref('dim_employee') }}
    where is_active and worker_type = 'employee'
),

asked as (
    select distinct
        company_id,
        policy_date
    from people
),

policy as (
    {{ policy_on_date(ref('development_policy'), 'asked', ['evidence_months', 'critical_weight']) }}
),

-- A company's own requirement goes before the group's.
required as (
    select
        people.company_id,
        people.person_key,
        people.manager_person_key,
        people.job_key,
        requirements.competency_id,
        requirements.required_level
    from people
    inner join {{ ref('dim_job') }} as jobs
        on people.job_key = jobs.job_key
    inner join {{ ref('canonical__job_competency') }} as requirements
        on
            jobs.job_id = requirements.job_id
            and requirements.company_id in (people.company_id, '*')
            and people.policy_date >= requirements.valid_from
            and people.policy_date < {{ until('requirements.valid_to') }}
    where requirements.required_level > 0
    qualify
        row_number() over (
            partition by people.person_key, requirements.competency_id
            order by
                case when requirements.company_id = '*' then 1 else 0 end,
                requirements.valid_from desc,
                requirements.source_system asc
        ) = 1
),

competencies as (
    select
        asked.company_id,
        competencies.competency_id,
        competencies.competency_name,
        competencies.is_critical_competency
    from asked
    inner join {{ ref('canonical__competency') }} as competencies
        on competencies.company_id in (asked.company_id, '*')
    qualify
        row_number() over (
            partition by asked.company_id, competencies.competency_id
            order by case when competencies.company_id = '*' then 1 else 0 end, competencies.source_system asc
        ) = 1
),

compared as (
    select
        required.*,
        coalesce(competencies.competency_name, required.competency_id) as competency_name,
        coalesce(competencies.is_critical_competency, false) as is_critical_competency,
        case when competencies.is_critical_competency then policy.critical_weight else 1 end as part_weight,
        held.competency_level,
        held.assessed_date,
        held.evidence_age_months,
        case
            when held.competency_level is null then 'never_assessed'
            when held.evidence_age_months >= policy.evidence_months then 'assessment_stale'
        end as evidence_reason
    from required
    inner join policy
        on required.company_id = policy.company_id
    left join competencies
        on
            required.company_id = competencies.company_id
            and required.competency_id = competencies.competency_id
    left join {{ ref('competency_held') }} as held
        on
            required.person_key = held.person_key
            and required.competency_id = held.competency_id
),

-- greatest() passes over null, and a level that nobody assessed lately lacks nothing known.
measured as (
    select
        *,
        case
            when evidence_reason is null
                then cast(greatest(required_level - competency_level, 0) as decimal(9, 4))
        end as gap_level,
        cast(
            round(
                cast(part_weight as double)
                / nullif(cast(sum(part_weight) over (partition by person_key) as double), 0),
                9
            ) as decimal(9, 6)
        ) as weight_ratio
    from compared
),

weighed as (
    select
        *,
        cast(
            round(
                cast(weight_ratio as double) * cast(gap_level as double) / nullif(cast(required_level as double), 0), 9
            ) as decimal(9, 6)
        ) as weighted_gap_ratio
    from measured
)

select
    company_id,
    person_key,
    manager_person_key,
    job_key,
    competency_id,
    competency_name,
    is_critical_competency,
    required_level,
    competency_level,
    assessed_date,
    evidence_age_months,
    evidence_reason,
    gap_level,
    weight_ratio,
    weighted_gap_ratio,
    case
        when gap_level > 0
            then
                cast(row_number() over (
                    partition by person_key
                    order by weighted_gap_ratio desc nulls last, gap_level desc nulls last, competency_id asc
                ) as int)
    end as gap_rank
from weighed
