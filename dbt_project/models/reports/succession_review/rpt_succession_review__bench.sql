{%- set gates = [
    ('service', 'length of service'), ('performance', 'performance'), ('grade', 'grades between'),
    ('notice', 'notice given'), ('improvement_plan', 'an improvement plan'),
] -%}
-- Everybody named or suggested for a critical role: how ready by people and by the score, what holds them back, and how
-- many gaps are open.
with readiness as (
    select * from {{ ref('succession_readiness') }}
),

gaps as (
    select
        role_key,
        person_key,
        cast(count(*) as bigint) as gap_count,
        cast(count_if(development_status = 'planned') as bigint) as planned_gap_count,
        cast(count_if(development_status = 'on_offer') as bigint) as offered_gap_count
    from {{ ref('successor_gap') }}
    where development_status <> 'closed'
    group by role_key, person_key
),

worded as (
    select
        role_key,
        person_key,
        {% for gate, words in gates -%}
            case when is_held_by_{{ gate }} then '; {{ words }}' else '' end
            {{ '||' if not loop.last }}
        {% endfor %}
            as held_back_by
    from readiness
)

select
    readiness.role_key,
    readiness.person_key,
    readiness.company_id,
    bench.role_name,
    role_units.org_unit_name as role_org_unit_name,
    identity.employee_number,
    identity.employee_name,
    units.org_unit_name,
    jobs.job_title,
    case when readiness.is_nominated then 'Named' else 'Suggested' end as standing,
    readiness.nomination_rank,
    coalesce(bench.filled_by_person_key = readiness.person_key, false) as is_filling,
    {{ plain_words('readiness.assessed_readiness') }} as assessed_readiness,
    readiness.assessed_date,
    {{ plain_words('readiness.scored_readiness') }} as scored_readiness,
    cast(readiness.readiness_score as decimal(18, 2)) as readiness_score,
    {{ plain_words('readiness.agreement') }} as agreement,
    {{ plain_words("nullif(substr(worded.held_back_by, 3), '')") }} as held_back_by,
    coalesce(gaps.gap_count, 0) as gap_count,
    coalesce(gaps.planned_gap_count, 0) as planned_gap_count,
    coalesce(gaps.offered_gap_count, 0) as offered_gap_count,
    coalesce(loads.plan_count, 0) as plan_count,
    readiness.is_emergency,
    readiness.is_high_potential
from readiness
inner join worded
    on
        readiness.role_key = worded.role_key
        and readiness.person_key = worded.person_key
inner join {{ ref('succession_bench') }} as bench
    on readiness.role_key = bench.role_key
left join {{ ref('dim_org_unit') }} as role_units
    on bench.org_unit_key = role_units.org_unit_key
left join {{ ref('person_identity') }} as identity
    on readiness.person_key = identity.person_key
left join {{ ref('dim_employee') }} as people
    on readiness.person_key = people.person_key
left join {{ ref('dim_org_unit') }} as units
    on people.org_unit_key = units.org_unit_key
left join {{ ref('dim_job') }} as jobs
    on people.job_key = jobs.job_key
left join gaps
    on
        readiness.role_key = gaps.role_key
        and readiness.person_key = gaps.person_key
left join {{ ref('successor_load') }} as loads
    on readiness.person_key = loads.person_key
