with successors as (
    select * from {{ ref('stg_contract__successors') }}
    where known_to is null
)

select
    successors.source_system,
    successors.plan_id,
    successors.company_id,
    successors.employee_number as person_source_id,
    coalesce(words.readiness, 'unmapped') as readiness,
    successors.nomination_rank,
    successors.is_emergency,
    successors.assessed_date,
    successors.known_from
from successors
left join {{ ref('mapping_readiness') }} as words
    on
        {{ mapping_system('successors.source_system') }} = words.source_system
        and {{ mapping_word('successors.readiness') }} = words.source_value
