with scorecards as (
    select
        *,
        dense_rank() over (order by period_end_date desc) as recency
    from {{ ref('rpt_bi__scorecard_org_unit') }}
)

select
    this_year.period_start_date,
    this_year.period_end_date,
    this_year.org_unit_key,
    this_year.org_unit_name,
    this_year.org_level,
    this_year.level_name,
    this_year.parent_org_unit_name,
    this_year.is_whole,
    this_year.score,
    last_year.score as previous_score,
    this_year.coverage_ratio,
    {{ plain_words('this_year.rag') }} as rag,
    this_year.red_critical_count,
    this_year.withheld_reason
from scorecards as this_year
left join scorecards as last_year
    on this_year.org_unit_key = last_year.org_unit_key and last_year.recency = 2
where this_year.recency = 1
