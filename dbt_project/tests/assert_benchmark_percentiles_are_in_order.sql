-- Critical: a higher percentile is never a smaller value; a company's place between two of them would be nonsense.
with ordered as (
    select
        metric,
        variant,
        industry,
        percentile,
        benchmark_value,
        lag(benchmark_value) over (
            partition by
                source_system, company_id, metric, variant, industry, geography, size_band, benchmark_as_of_date
            order by percentile
        ) as lower_value
    from {{ ref('canonical__benchmark') }}
)

select
    metric,
    variant,
    industry,
    percentile
from ordered
where benchmark_value < lower_value
