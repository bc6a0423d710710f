-- Pseudonyms and no amounts: a salary would tell who it is.
select
    increment.company_id,
    increment.cycle_id,
    increment.scenario_id,
    increment.person_key,
    unit.division_name,
    grade.grade_id,
    increment.rating_label,
    increment.position_band,
    {{ plain_words('increment.status') }} as recommendation_status,
    {{ plain_words('increment.status_reason') }} as status_reason,
    cast(increment.compa_ratio as decimal(18, 2)) as compa_ratio,
    cast(increment.increment_ratio as decimal(18, 4)) as increment_ratio
from {{ ref('increment_recommendation') }} as increment
inner join {{ ref('dim_org_unit') }} as unit
    on increment.org_unit_key = unit.org_unit_key
left join {{ ref('dim_grade') }} as grade
    on increment.grade_key = grade.grade_key
where increment.scenario_id = 'base'
