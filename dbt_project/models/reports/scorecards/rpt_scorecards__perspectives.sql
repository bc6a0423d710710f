with perspectives as (
    select * from {{ ref('scorecard_org_unit_perspective') }}
),

units as (
    select * from {{ ref('dim_org_unit') }}
)

select
    perspectives.company_id,
    perspectives.org_unit_key,
    units.division_org_unit_key,
    division.org_unit_id as division_org_unit_id,
    units.division_name,
    units.org_unit_name,
    units.org_level,
    perspectives.period_start_date,
    perspectives.period_end_date,
    perspectives.perspective,
    perspectives.perspective_weight,
    cast(perspectives.score as decimal(18, 1)) as score,
    perspectives.coverage_ratio,
    cast(perspectives.contribution as decimal(18, 2)) as contribution,
    perspectives.kpi_count,
    perspectives.scored_kpi_count,
    {{ plain_words('perspectives.withheld_reason') }} as withheld_reason
from perspectives
inner join units
    on perspectives.org_unit_key = units.org_unit_key
left join units as division
    on units.division_org_unit_key = division.org_unit_key
