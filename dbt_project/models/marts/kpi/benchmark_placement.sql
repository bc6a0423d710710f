with policy as (
    {{ group_policy(ref('benchmark_trend'), ['metric', 'annual_trend_ratio', 'interpolation']) }}
),

sets as (
    select
        *,
        dense_rank() over (
            partition by metric, variant, industry, geography, size_band, benchmark_source
            order by benchmark_as_of_date desc
        ) as recency
    from {{ ref('canonical__benchmark') }}
),

-- Each company's own figure of the financial year, with the ends of its interval.
own as (
    select
        kpi_values.kpi_id,
        kpi_values.variant,
        kpi_values.company_id,
        company.country,
        kpi_values.period_start,
        kpi_values.period_end,
        kpi_values.n,
        kpi_values.withheld_reason,
        kpi_values.numerator / nullif(kpi_values.denominator, 0) as value,
        dim_kpi.interval_method,
        kpi_values.standard_error
    from {{ ref('kpi_values') }} as kpi_values
    inner join {{ ref('dim_kpi') }} as dim_kpi
        on kpi_values.kpi_id = dim_kpi.kpi_id
    inner join {{ ref('dim_org_unit') }} as unit
        on kpi_values.org_unit_key = unit.org_unit_key
    inner join {{ ref('dim_company') }} as company
        on kpi_values.company_id = company.company_id
    where
        unit.parent_org_unit_key is null
        and kpi_values.tree = 'as_is'
        and kpi_values.dimension = 'all'
        and kpi_values.period_type = 'year'
),

bounded as (
    select
        *,
        case
            when interval_method = 'wilson'
                then {{ wilson_bound('least(greatest(value, 0), 1)', 'cast(n as double)', '-') }}
            when interval_method = 'standard_error' then value - 1.959964 * standard_error
            else value
        end as low_value,
        case
            when interval_method = 'wilson'
                then {{ wilson_bound('least(greatest(value, 0), 1)', 'cast(n as double)', '+') }}
            when interval_method = 'standard_error' then value + 1.959964 * standard_error
            else value
        end as high_value
    from own
),

{%- set keys = [
    'kpi_id', 'variant', 'company_id', 'period_end', 'industry', 'geography', 'size_band', 'benchmark_source'
] %}

-- The published values of the company's country, aged to the end of its period.
aged as (
    select
        own_kpi.kpi_id,
        sets.variant,
        own_kpi.company_id,
        own_kpi.period_end,
        sets.industry,
        sets.geography,
        sets.size_band,
        sets.benchmark_source,
        sets.licence,
        sets.benchmark_as_of_date,
        coalesce(metric_policy.annual_trend_ratio, general_policy.annual_trend_ratio) as annual_trend_ratio,
        coalesce(metric_policy.interpolation, general_policy.interpolation) = 'straight' as is_straight,
        cast(sets.percentile as double) as percentile,
        sets.benchmark_value * power(
            cast(coalesce(metric_policy.annual_trend_ratio, general_policy.annual_trend_ratio) as double),
            (
                12 * (extract(year from own_kpi.period_end) - extract(year from sets.benchmark_as_of_date))
                + extract(month from own_kpi.period_end) - extract(month from sets.benchmark_as_of_date)
            ) / 12.0
        ) as benchmark_value
    from sets
    inner join (
        select distinct
            kpi_id,
            company_id,
            country,
            period_end
        from own
    ) as own_kpi
        on sets.metric = own_kpi.kpi_id and sets.geography in (own_kpi.country, '*')
    left join policy as metric_policy
        on sets.metric = metric_policy.metric
    left join policy as general_policy
        on general_policy.metric = '*'
    where sets.recency = 1 and sets.company_id in (own_kpi.company_id, '*')
),

steps as (
    select
        *,
        min(benchmark_value) over published as lowest_value,
        max(benchmark_value) over published as highest_value,
        min(percentile) over published as lowest_percentile,
        max(percentile) over published as highest_percentile,
        lead(percentile) over ladder as next_percentile,
        lead(benchmark_value) over ladder as next_value
    from aged
    window
        published as (partition by {{ keys | join(', ') }}),
        ladder as (partition by {{ keys | join(', ') }} order by percentile)
),

-- Where the value and the ends of its interval lie: between two published percentiles by a straight line in the
-- logarithm, or in the value itself where it may be below zero, and never beyond the first or last of them.
placed as (
    select
        {{ columns_of('steps', keys) | indent(8) }},
        {% for end in ['value', 'low_value', 'high_value'] -%}
            max(
                case
                    when bounded.{{ end }} <= steps.lowest_value then steps.lowest_percentile
                    when bounded.{{ end }} >= steps.highest_value then steps.highest_percentile
                    when
                        steps.is_straight
                        and bounded.{{ end }} >= steps.benchmark_value
                        and bounded.{{ end }} < steps.next_value
                        then
                            steps.percentile + (steps.next_percentile - steps.percentile)
                            * (bounded.{{ end }} - steps.benchmark_value)
                            / nullif(steps.next_value - steps.benchmark_value, 0)
                    when
                        steps.lowest_value > 0
                        and bounded.{{ end }} >= steps.benchmark_value
                        and bounded.{{ end }} < steps.next_value
                        then
                            steps.percentile + (steps.next_percentile - steps.percentile)
                            * (
                                ln(case when bounded.{{ end }} > 0 then bounded.{{ end }} end)
                                - ln(steps.benchmark_value)
                            )
                            / nullif(ln(steps.next_value) - ln(steps.benchmark_value), 0)
                end
            ) as {{ end }}_percentile,
        {% endfor -%}
        min(steps.lowest_value) as lowest_value,
        max(steps.highest_value) as highest_value,
        max(steps.licence) as licence,
        max(steps.benchmark_as_of_date) as benchmark_as_of_date,
        max(steps.annual_trend_ratio) as annual_trend_ratio,
        bool_or(steps.is_straight) as is_straight,
        count(bounded.kpi_id) > 0 as is_same_variant,
        max(bounded.period_start) as period_start,
        max(bounded.n) as n,
        max(bounded.value) as value,
        max(bounded.low_value) as low_value,
        max(bounded.high_value) as high_value,
        max(bounded.withheld_reason) as own_withheld_reason
    from steps
    left join bounded
        on
            steps.kpi_id = bounded.kpi_id
            and steps.variant = bounded.variant
            and steps.company_id = bounded.company_id
            and steps.period_end = bounded.period_end
    group by {{ columns_of('steps', keys) | indent(8) }}
),

judged as (
    select
        *,
        case
            when not is_same_variant then 'no_same_variant'
            when own_withheld_reason is not null then own_withheld_reason
            when value is null then 'no_own_value'
            when lowest_value <= 0 and not is_straight then 'benchmark_not_above_zero'
        end as withheld_reason
    from placed
)

select
    company_id,
    kpi_id,
    variant,
    period_end,
    industry,
    geography,
    size_band,
    benchmark_source,
    licence,
    benchmark_as_of_date,
    cast(annual_trend_ratio as decimal(9, 4)) as annual_trend_ratio,
    case when withheld_reason is null then value end as value,
    case when withheld_reason is null then n end as n,
    cast(case when withheld_reason is null then value_percentile end as decimal(9, 2)) as own_percentile,
    cast(case when withheld_reason is null then low_value_percentile end as decimal(9, 2)) as low_percentile,
    cast(case when withheld_reason is null then high_value_percentile end as decimal(9, 2)) as high_percentile,
    case
        when withheld_reason is not null then 'withheld'
        when value < lowest_value then 'below'
        when value > highest_value then 'above'
        else 'between'
    end as placement,
    withheld_reason
from judged
