-- The delivered rows behind the numbers, the values in order of their months and with the period so far.
with sources as (
    select * from {{ ref('scorecard_source') }}
),

kpis as (
    select * from {{ ref('scorecard_org_unit_kpi') }}
),

units as (
    select * from {{ ref('dim_org_unit') }}
),

-- A row of a value is named by its unit, KPI and first day.
dated as (
    select
        sources.*,
        units.org_unit_name,
        units.org_level,
        units.division_org_unit_key,
        units.division_name,
        kpis.kpi_name,
        kpis.perspective,
        kpis.unit,
        kpis.time_basis,
        actuals.period_start_date as month_start,
        actuals.period_end_date as month_end
    from sources
    inner join units
        on sources.org_unit_key = units.org_unit_key
    inner join kpis
        on
            sources.company_id = kpis.company_id
            and sources.org_unit_key = kpis.org_unit_key
            and sources.kpi_id = kpis.kpi_id
            and sources.period_start_date = kpis.period_start_date
            and sources.period_end_date = kpis.period_end_date
    left join {{ ref('fct_business_kpi_value') }} as actuals
        on
            sources.table_name = 'kpi_values'
            and sources.company_id = actuals.company_id
            and sources.org_unit_key = actuals.org_unit_key
            and sources.kpi_id = actuals.kpi_id
            and sources.record_id
            = units.org_unit_id || '/' || actuals.kpi_id || '/' || cast(actuals.period_start_date as string)
),

added as (
    select
        *,
        sum(cast(round(delivered_value, 9) as decimal(28, 9))) over so_far as sum_so_far,
        count(*) over so_far as count_so_far
    from dated
    window
        so_far as (
            partition by company_id, org_unit_key, kpi_id, period_start_date, period_end_date, table_name
            order by month_start, source_system, record_id
            rows between unbounded preceding and current row
        )
)

select
    added.company_id,
    added.org_unit_key,
    added.division_org_unit_key,
    division.org_unit_id as division_org_unit_id,
    added.division_name,
    added.org_level,
    added.kpi_id,
    added.period_start_date,
    added.period_end_date,
    added.org_unit_name,
    added.kpi_name,
    added.perspective,
    case added.table_name
        when 'kpi_defs' then 'Definition'
        when 'kpi_targets' then 'Target'
        else 'Value'
    end as source_row_kind,
    added.table_name,
    added.month_start,
    added.month_end,
    added.unit,
    {{ to_the_cent('added.delivered_value') }} as delivered_value,
    {{ plain_words('added.time_basis') }} as time_basis,
    case
        when added.table_name <> 'kpi_values' then null
        when added.time_basis = 'sum' then cast(added.sum_so_far as decimal(18, 2))
        when added.time_basis = 'average'
            then {{ to_the_cent('cast(added.sum_so_far as double) / nullif(added.count_so_far, 0)') }}
        when added.time_basis = 'last' then {{ to_the_cent('added.delivered_value') }}
    end as so_far_value,
    added.source_system,
    added.record_id,
    cast(added.known_from as date) as known_date
from added
left join units as division
    on added.division_org_unit_key = division.org_unit_key
