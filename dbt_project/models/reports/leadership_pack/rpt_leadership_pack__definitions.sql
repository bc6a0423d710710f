with kpis as (
    select
        1 as source_order,
        kpi_name as term,
        definition || ' ' || is_not as definition
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
    select
        2 as source_order,
        term,
        definition
    from columns_shown
)

select
    cast(row_number() over (order by source_order, term, definition) as int) as sequence,
    term,
    definition
from terms
