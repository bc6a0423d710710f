with shares as (
    select
        *,
        dense_rank() over (order by period_end desc) as recency
    from {{ ref('rpt_bi__engagement') }}
)

select
    this_year.period_start,
    this_year.period_end,
    this_year.cell_key,
    this_year.org_unit_name,
    this_year.org_level,
    this_year.level_name,
    this_year.parent_org_unit_name,
    this_year.is_whole,
    this_year.respondent_count,
    this_year.favourable_ratio,
    this_year.favourable_low_ratio,
    this_year.favourable_high_ratio,
    last_year.favourable_ratio as previous_favourable_ratio,
    this_year.withheld_reason
from shares as this_year
left join shares as last_year
    on this_year.cell_key = last_year.cell_key and last_year.recency = 2
where this_year.recency = 1
