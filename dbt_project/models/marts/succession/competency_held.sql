-- What each active person was last assessed at, by competency.
with links as (
    select
        source_system,
        source_id,
        person_key
    from {{ ref('canonical__identity_link') }}
    where person_key is not null
),

people as (
    select
        company_id,
        person_key
    from {{ ref('dim_employee') }}
    where is_active
),

assessments as (
    select
        people.company_id,
        people.person_key,
        competencies.competency_id,
        competencies.competency_level,
        competencies.assessed_date,
        competencies.source_system
    from {{ ref('canonical__person_competency') }} as competencies
    inner join links
        on
            competencies.source_system = links.source_system
            and competencies.person_source_id = links.source_id
    inner join people
        on links.person_key = people.person_key
    where
        competencies.competency_level is not null
        and competencies.assessed_date <= {{ as_of_date() }}
)

select
    company_id,
    person_key,
    competency_id,
    competency_level,
    assessed_date,
    cast({{ completed_months('assessed_date', as_of_date()) }} as int) as evidence_age_months
from assessments
qualify
    row_number() over (
        partition by person_key, competency_id
        order by assessed_date desc, source_system asc, competency_level desc
    ) = 1
