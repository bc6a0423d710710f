with units as (
    select
        company_id,
        org_unit_key,
        period_start_date,
        period_end_date,
        scorecard_status as status,
        scorecard_coverage_ratio as coverage_ratio,
        scorecard_withheld_reason as withheld_reason,
        cast(sum(contribution) as decimal(18, 6)) as score,
        count(*) as kpi_count,
        count(score) as scored_kpi_count,
        cast(count_if(is_critical and rag = 'red') as bigint) as red_critical_count
    from {{ ref('scorecard_org_unit_kpi') }}
    group by
        company_id,
        org_unit_key,
        period_start_date,
        period_end_date,
        scorecard_status,
        scorecard_coverage_ratio,
        scorecard_withheld_reason
),

asked as (
    select distinct
        company_id,
        period_end_date as policy_date
    from units
),

bands as (
    {{ policy_on_date(ref('rag_band'), 'asked', ['rag', 'lower_score', 'upper_score']) }}
)

select
    units.company_id,
    units.org_unit_key,
    units.period_start_date,
    units.period_end_date,
    units.score,
    units.coverage_ratio,
    units.status,
    bands.rag as rag_before_knock_out,
    coalesce(bands.rag = 'green' and units.red_critical_count > 0, false) as is_knocked_out,
    case
        when bands.rag = 'green' and units.red_critical_count > 0 then 'amber'
        else bands.rag
    end as rag,
    units.red_critical_count,
    units.kpi_count,
    units.scored_kpi_count,
    units.withheld_reason
from units
left join bands
    on
        units.company_id = bands.company_id
        and units.period_end_date = bands.policy_date
        and units.score is not null
        and (bands.lower_score is null or cast(units.score as decimal(18, 4)) >= bands.lower_score)
        and (bands.upper_score is null or cast(units.score as decimal(18, 4)) < bands.upper_score)
