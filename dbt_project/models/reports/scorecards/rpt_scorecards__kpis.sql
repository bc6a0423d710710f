with kpis as (
    select * from {{ ref('scorecard_org_unit_kpi') }}
),

units as (
    select * from {{ ref('dim_org_unit') }}
)

select
    kpis.company_id,
    kpis.org_unit_key,
    units.division_org_unit_key,
    division.org_unit_id as division_org_unit_id,
    units.division_name,
    units.org_level,
    kpis.kpi_id,
    kpis.period_start_date,
    units.org_unit_name,
    kpis.perspective,
    kpis.kpi_name,
    kpis.period_end_date,
    kpis.unit,
    {{ plain_words('kpis.direction') }} as direction,
    {{ plain_words('kpis.time_basis') }} as time_basis,
    kpis.is_critical,
    {{ to_the_cent('kpis.floor_value') }} as floor_value,
    {{ to_the_cent('kpis.target_value') }} as target_value,
    {{ to_the_cent('kpis.stretch_value') }} as stretch_value,
    {{ to_the_cent('kpis.actual_value') }} as actual_value,
    cast(kpis.score as decimal(18, 1)) as score,
    {{ plain_words('kpis.rag') }} as rag,
    kpis.perspective_weight,
    kpis.kpi_weight,
    cast(kpis.contribution as decimal(18, 2)) as contribution,
    {{ plain_words('kpis.withheld_reason') }} as withheld_reason
from kpis
inner join units
    on kpis.org_unit_key = units.org_unit_key
left join units as division
    on units.division_org_unit_key = division.org_unit_key
