-- Whole financial years only: they do not overlap, so no year's figure is the difference of two others.
with sized as (
    select
        kpi.period_start,
        kpi.period_end,
        kpi.org_unit_key,
        kpi.numerator as leaver_count,
        kpi.denominator as average_headcount,
        size.people_size
    from {{ ref('kpi_voluntary_turnover') }} as kpi
    inner join {{ ref('release_size') }} as size
        on
            kpi.period_type = size.period_type
            and kpi.period_end = size.period_end
            and kpi.org_unit_key = size.org_unit_key
    where
        kpi.company_id = '*'
        and kpi.tree = 'as_is'
        and kpi.dimension = 'all'
        and kpi.variant = 'daily_average'
        and kpi.period_type = 'year'
        and kpi.numerator is not null
),

{{ released_by_unit(
    'released', 'sized', 'people_size', ['leaver_count', 'average_headcount'], ['period_start', 'period_end']
) }},

rates as (
    select
        *,
        leaver_count / nullif(average_headcount, 0) as turnover_ratio,
        -- Wilson's interval needs a share; more leavers than people on average is one.
        least(leaver_count / nullif(average_headcount, 0), 1) as share_ratio
    from released
)

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
    cast(leaver_count as bigint) as leaver_count,
    cast(average_headcount as decimal(18, 1)) as average_headcount,
    cast(turnover_ratio as decimal(18, 4)) as turnover_ratio,
    cast({{ wilson_bound('share_ratio', 'average_headcount', '-') }} as decimal(18, 4)) as turnover_low_ratio,
    cast({{ wilson_bound('share_ratio', 'average_headcount', '+') }} as decimal(18, 4)) as turnover_high_ratio,
    withheld_reason
from rates
