with gaps as (
    select * from {{ ref('competency_gap') }}
),

chosen as (
    select * from {{ ref('training_recommendation') }}
    where recommendation_rank = 1
),

units as (
    select
        people.person_key,
        units.org_unit_id,
        units.org_unit_name
    from {{ ref('dim_employee') }} as people
    inner join {{ ref('dim_org_unit') }} as units
        on people.org_unit_key = units.org_unit_key
)

select
    gaps.company_id,
    gaps.person_key,
    gaps.manager_person_key,
    manager_unit.org_unit_id as manager_org_unit_id,
    gaps.competency_id,
    identity.employee_number,
    identity.employee_name,
    own_unit.org_unit_name,
    job.job_title,
    manager.employee_name as manager_name,
    gaps.competency_name,
    gaps.is_critical_competency,
    gaps.required_level,
    gaps.competency_level,
    gaps.assessed_date,
    gaps.gap_level,
    gaps.weight_ratio,
    gaps.gap_rank,
    case
        when gaps.evidence_reason = 'never_assessed' then 'Not known: never assessed'
        when gaps.evidence_reason = 'assessment_stale'
            then 'Not known: assessed ' || cast(gaps.evidence_age_months as string) || ' months ago'
        when gaps.gap_level > 0 then 'Missing'
        else 'Reached'
    end as gap_state,
    chosen.item_name,
    chosen.is_enrolled,
    chosen.expected_gain_level,
    {{ plain_words('chosen.gain_basis') }} as gain_basis,
    chosen.rating_effect_value,
    chosen.rating_taker_count
from gaps
left join chosen
    on
        gaps.person_key = chosen.person_key
        and gaps.competency_id = chosen.competency_id
left join {{ ref('person_identity') }} as identity
    on gaps.person_key = identity.person_key
left join {{ ref('person_identity') }} as manager
    on gaps.manager_person_key = manager.person_key
left join units as own_unit
    on gaps.person_key = own_unit.person_key
left join units as manager_unit
    on gaps.manager_person_key = manager_unit.person_key
left join {{ ref('dim_job') }} as job
    on gaps.job_key = job.job_key
