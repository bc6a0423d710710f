-- Every KPI of a scorecard leads to its definition, every scored one to its target, and to as many delivered values as
-- it says it was made of.
select
    cards.company_id,
    cards.org_unit_key,
    cards.kpi_id,
    cards.period_start_date
from {{ ref('scorecard_org_unit_kpi') }} as cards
left join (
    select
        company_id,
        org_unit_key,
        kpi_id,
        period_start_date,
        period_end_date,
        count_if(table_name = 'kpi_defs') as definition_count,
        count_if(table_name = 'kpi_targets') as target_count,
        count_if(table_name = 'kpi_values') as value_count
    from {{ ref('scorecard_source') }}
    group by company_id, org_unit_key, kpi_id, period_start_date, period_end_date
) as sources
    on
        cards.company_id = sources.company_id
        and cards.org_unit_key = sources.org_unit_key
        and cards.kpi_id = sources.kpi_id
        and cards.period_start_date = sources.period_start_date
        and cards.period_end_date = sources.period_end_date
where
    coalesce(sources.definition_count, 0) <> 1
    or (cards.score is not null and sources.target_count <> 1)
    or coalesce(sources.value_count, 0) <> cards.value_count
