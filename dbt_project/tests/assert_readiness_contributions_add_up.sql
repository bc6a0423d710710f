-- The parts of a score are the score: worked out a second time, from weights and marks, without the parts. Rounding
-- makes at most half a millionth of difference for each part.
with scores as (
    select
        'readiness' as score,
        role_key,
        person_key,
        max(known_score) as score_value,
        sum(contribution) as part_sum,
        sum(cast(weight_ratio as double) * cast(unit_score as double))
        / nullif(sum(case when unit_score is not null then cast(weight_ratio as double) end), 0) as worked_out
    from {{ ref('readiness_component') }}
    group by role_key, person_key
    union all
    select
        'criticality' as score,
        role_key,
        '-' as person_key,
        max(criticality_score) as score_value,
        sum(contribution) as part_sum,
        sum(cast(weight_ratio as double) * cast(unit_score as double))
        / nullif(sum(case when unit_score is not null then cast(weight_ratio as double) end), 0) as worked_out
    from {{ ref('criticality_criterion') }}
    group by role_key
)

select
    score,
    role_key,
    person_key
from scores
where
    score_value <> part_sum
    or abs(cast(score_value as double) - worked_out) > 0.00001
    or (score_value is null) <> (worked_out is null)
    or score_value not between 0 and 1.00001
