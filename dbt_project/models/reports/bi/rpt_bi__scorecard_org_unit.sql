-- Business results of units, no figures about people: the minimum-group rule has nothing to withhold here.
select
    scorecard.period_start_date,
    scorecard.period_end_date,
    scorecard.org_unit_key,
    unit.org_unit_name,
    unit.org_level,
    unit.level_name,
    parent.org_unit_name as parent_org_unit_name,
    unit.parent_org_unit_key is null as is_whole,
    cast(scorecard.score as decimal(18, 1)) as score,
    cast(scorecard.coverage_ratio as decimal(18, 4)) as coverage_ratio,
    scorecard.rag,
    scorecard.status,
    scorecard.red_critical_count,
    {{ plain_words('scorecard.withheld_reason') }} as withheld_reason
from {{ ref('scorecard_org_unit') }} as scorecard
inner join {{ ref('dim_org_unit') }} as unit
    on scorecard.org_unit_key = unit.org_unit_key
left join {{ ref('dim_org_unit') }} as parent
    on unit.parent_org_unit_key = parent.org_unit_key
