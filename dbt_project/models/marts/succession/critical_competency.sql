-- How many people hold each competency that the company or the group calls critical, at the level that is asked for.
with competencies as (
    select
        company_id,
        competency_id,
        competency_name,
        level_max
    from {{ ref('canonical__competency') }}
    where is_critical_competency
    qualify row_number() over (partition by company_id, competency_id order by source_system asc) = 1
),

asked as (
    select distinct
        company_id,
        {{ as_of_date() }} as policy_date
    from competencies
),

policy as (
    {{ policy_on_date(ref('succession_policy'), 'asked', ['evidence_months', 'holder_level_ratio', 'few_holders']) }}
),

-- The lowest level that a job asks for; where none does, the policy's share of the scale.
asked_levels as (
    select
        competencies.company_id,
        competencies.competency_id,
        min(requirements.required_level) as required_level
    from competencies
    inner join {{ ref('canonical__job_competency') }} as requirements
        on
            competencies.competency_id = requirements.competency_id
            and (competencies.company_id = '*' or requirements.company_id in (competencies.company_id, '*'))
            and requirements.valid_from <= {{ as_of_date() }}
            and (requirements.valid_to is null or requirements.valid_to > {{ as_of_date() }})
    group by competencies.company_id, competencies.competency_id
),

levelled as (
    select
        competencies.company_id,
        competencies.competency_id,
        competencies.competency_name,
        cast(
            coalesce(asked_levels.required_level, policy.holder_level_ratio * competencies.level_max) as decimal(9, 4)
        ) as holder_level,
        policy.evidence_months,
        policy.few_holders
    from competencies
    inner join policy
        on competencies.company_id = policy.company_id
    left join asked_levels
        on
            competencies.company_id = asked_levels.company_id
            and competencies.competency_id = asked_levels.competency_id
),

counted as (
    select
        levelled.company_id,
        levelled.competency_id,
        levelled.competency_name,
        levelled.holder_level,
        levelled.few_holders,
        cast(count(held.person_key) as int) as assessed_count,
        cast(coalesce(count_if(held.competency_level >= levelled.holder_level), 0) as int) as holder_count,
        cast(
            coalesce(
                count_if(
                    held.competency_level >= levelled.holder_level
                    and held.evidence_age_months < levelled.evidence_months
                ), 0
            ) as int
        ) as fresh_holder_count
    from levelled
    left join {{ ref('competency_held') }} as held
        on
            levelled.competency_id = held.competency_id
            and levelled.company_id in (held.company_id, '*')
    group by
        levelled.company_id,
        levelled.competency_id,
        levelled.competency_name,
        levelled.holder_level,
        levelled.few_holders
)

select
    company_id,
    competency_id,
    competency_name,
    holder_level,
    assessed_count,
    holder_count,
    fresh_holder_count,
    case
        when assessed_count = 0 then 'not_assessed'
        when holder_count = 0 then 'nobody'
        when holder_count = 1 then 'one_person'
        when holder_count <= few_holders then 'few_people'
        else 'enough_people'
    end as holder_status
from counted
