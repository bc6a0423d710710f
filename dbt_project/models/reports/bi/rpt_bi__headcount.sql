with sized as (
    select
        period_start,
        period_end,
        org_unit_key,
        cast(numerator as bigint) as people_count
    from {{ ref('kpi_headcount') }}
    where
        company_id = '*'
        and tree = 'as_is'
        and dimension = 'all'
        and variant = 'closing'
        and period_type = 'month'
),

{{ released_by_unit('released', 'sized', 'people_count', ['people_count'], ['period_start', 'period_end']) }}

select
    period_start,
    period_end,
    cell_key,
    parent_cell_key,
    org_unit_name,
    org_level,
    level_name,
    parent_org_unit_name,
    is_whole,
    cast(people_count as bigint) as people_count,
    withheld_reason
from released
