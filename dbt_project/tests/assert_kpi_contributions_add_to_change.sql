-- The parts of a change add up to it, for every KPI that adds up, unit with units below, company and period.
with parts as (
    select
        kpi_id,
        period_type,
        period_end,
        company_id,
        org_unit_key,
        sum(contribution_value) as contribution_value
    from {{ ref('kpi_contribution') }}
    group by kpi_id, period_type, period_end, company_id, org_unit_key
)

select
    parts.*,
    trend.change_value
from parts
left join {{ ref('kpi_trend') }} as trend
    on
        parts.kpi_id = trend.kpi_id
        and parts.period_type = trend.period_type
        and parts.period_end = trend.period_end
        and parts.company_id = trend.company_id
        and parts.org_unit_key = trend.org_unit_key
        and trend.tree = 'as_is'
where
    trend.change_value is null
    or abs(parts.contribution_value - trend.change_value) > 0.000000001 * greatest(1, abs(trend.value))
