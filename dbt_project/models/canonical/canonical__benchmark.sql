with benchmarks as (
    select * from {{ ref('stg_contract__benchmarks') }}
    where known_to is null
)

select
    source_system,
    company_id,
    metric,
    variant,
    industry,
    geography,
    size_band,
    percentile,
    benchmark_value,
    as_of_date as benchmark_as_of_date,
    benchmark_source,
    licence,
    known_from
from benchmarks
