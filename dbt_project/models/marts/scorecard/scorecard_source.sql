-- The delivered row behind every number of a unit's scorecard: definition, target and each value of the period.
with kpis as (
    select
        cards.company_id,
        cards.org_unit_key,
        cards.kpi_id,
        cards.period_start_date,
        cards.period_end_date,
        units.org_unit_id
    from {{ ref('scorecard_org_unit_kpi') }} as cards
    inner join {{ ref('dim_org_unit') }} as units
        on cards.org_unit_key = units.org_unit_key
),

found as (
    select
        kpis.*,
        'kpi_defs' as table_name,
        defs.source_system,
        defs.org_unit_id || '/' || defs.kpi_id || '/' || cast(defs.valid_from as string) as record_id,
        cast(null as double) as delivered_value,
        defs.known_from
    from kpis
    inner join {{ ref('canonical__kpi_def') }} as defs
        on
            kpis.company_id = defs.company_id
            and kpis.org_unit_id = defs.org_unit_id
            and kpis.kpi_id = defs.kpi_id
            and kpis.period_end_date >= defs.valid_from
            and kpis.period_end_date < {{ until('defs.valid_to') }}
    union all
    select
        kpis.*,
        'kpi_targets' as table_name,
        targets.source_system,
        targets.org_unit_id || '/' || targets.kpi_id || '/' || cast(targets.period_start_date as string) as record_id,
        targets.target_value as delivered_value,
        targets.known_from
    from kpis
    inner join {{ ref('canonical__kpi_target') }} as targets
        on
            kpis.company_id = targets.company_id
            and kpis.org_unit_id = targets.org_unit_id
            and kpis.kpi_id = targets.kpi_id
            and kpis.period_start_date = targets.period_start_date
            and kpis.period_end_date = targets.period_end_date
    union all
    select
        kpis.*,
        'kpi_values' as table_name,
        actuals.source_system,
        actuals.org_unit_id || '/' || actuals.kpi_id || '/' || cast(actuals.period_start_date as string) as record_id,
        actuals.value as delivered_value,
        actuals.known_from
    from kpis
    inner join {{ ref('canonical__kpi_value') }} as actuals
        on
            kpis.company_id = actuals.company_id
            and kpis.org_unit_id = actuals.org_unit_id
            and kpis.kpi_id = actuals.kpi_id
            and kpis.period_start_date <= actuals.period_start_date
            and kpis.period_end_date >= actuals.period_end_date
    where actuals.value is not null
)

select
    company_id,
    org_unit_key,
    kpi_id,
    period_start_date,
    period_end_date,
    table_name,
    source_system,
    record_id,
    delivered_value,
    known_from
from found
