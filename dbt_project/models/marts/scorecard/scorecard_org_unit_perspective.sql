select
    company_id,
    org_unit_key,
    period_start_date,
    period_end_date,
    perspective,
    perspective_weight,
    cast(sum(perspective_contribution) as decimal(18, 6)) as score,
    {{ share('sum(case when score is not null then kpi_weight else 0 end)', 'sum(kpi_weight)') }} as coverage_ratio,
    cast(sum(contribution) as decimal(18, 6)) as contribution,
    count(*) as kpi_count,
    count(score) as scored_kpi_count,
    case when count(score) = 0 then 'no_kpi_scored' end as withheld_reason
from {{ ref('scorecard_org_unit_kpi') }}
group by
    company_id,
    org_unit_key,
    period_start_date,
    period_end_date,
    perspective,
    perspective_weight
