-- Every KPI of the library has a model named after it, and every row of it carries the library's version and variant.
with rows_by_kpi as (
    select distinct
        kpi_id,
        definition_version
    from {{ ref('kpi_values') }}
)

select
    dim_kpi.kpi_id,
    dim_kpi.model_name
from {{ ref('dim_kpi') }} as dim_kpi
left join rows_by_kpi
    on dim_kpi.kpi_id = rows_by_kpi.kpi_id
where
    dim_kpi.model_name <> 'kpi_' || dim_kpi.kpi_id
    or rows_by_kpi.definition_version <> dim_kpi.definition_version
