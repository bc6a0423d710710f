-- Business results of units, no figures about people: the minimum-group rule has nothing to withhold here.
with scorecards as (
    select * from {{ ref('scorecard_org_unit') }}
),

units as (
    select * from {{ ref('dim_org_unit') }}
)

select
    scorecards.company_id,
    scorecards.org_unit_key,
    units.division_org_unit_key,
    division.org_unit_id as division_org_unit_id,
    units.division_name,
    units.org_unit_name,
    {{ plain_words('units.level_name') }} as level_name,
    units.org_level,
    scorecards.period_start_date,
    scorecards.period_end_date,
    cast(scorecards.score as decimal(18, 1)) as score,
    {{ plain_words('scorecards.rag') }} as rag,
    cast(scorecards.score - before.score as decimal(18, 1)) as score_change,
    scorecards.coverage_ratio,
    {{ plain_words('scorecards.status') }} as scorecard_status,
    scorecards.is_knocked_out,
    scorecards.red_critical_count,
    scorecards.kpi_count,
    scorecards.scored_kpi_count,
    {{ plain_words('scorecards.withheld_reason') }} as withheld_reason
from scorecards
inner join units
    on scorecards.org_unit_key = units.org_unit_key
left join units as division
    on units.division_org_unit_key = division.org_unit_key
left join scorecards as before
    on
        scorecards.company_id = before.company_id
        and scorecards.org_unit_key = before.org_unit_key
        and {{ add_days('scorecards.period_start_date', -1) }} = before.period_end_date
