with successors as (
    select * from {{ ref('canonical__successor') }}
),

links as (
    select * from {{ ref('canonical__identity_link') }}
    where person_key is not null
)

select
    {{ surrogate_key(['successors.source_system', 'successors.plan_id']) }} as role_key,
    successors.company_id,
    links.person_key,
    successors.readiness,
    successors.nomination_rank,
    successors.is_emergency,
    successors.assessed_date
from successors
inner join links
    on
        successors.source_system = links.source_system
        and successors.person_source_id = links.source_id
