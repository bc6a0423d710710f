with kpis as (
    select
        1 as source_order,
        kpi_name as term,
        replace(definition || ' ' || is_not, '`', '') as definition
    from {{ ref('dim_kpi') }}
),

columns_shown as (
    {{ definitions_query('leadership_pack') }}
),

terms as (
    select
        source_order,
        term,
        definition
    from kpis
    union all
    -- A column named after a KPI means that KPI.
    select
        2 as source_order,
        columns_shown.term,
        columns_shown.definition
    from columns_shown
    left join kpis on columns_shown.term = kpis.term
    where kpis.term is null
)

select
    cast(row_number() over (order by source_order, term, definition) as int) as sequence,
    term,
    definition
from terms
