with recursive units as (
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

perspectives as (
    select
        company_id,
        org_unit_key,
        period_start_date,
        period_end_date,
        perspective,
        cast(max(perspective_weight) as double) as weight,
        sum(cast(perspective_contribution as double)) as score
    from {{ ref('scorecard_org_unit_kpi') }}
    where perspective_contribution is not null and scorecard_withheld_reason is null
    group by company_id, org_unit_key, period_start_date, period_end_date, perspective
),

-- The geometric mean: no perspective buys another out, and one at nothing makes nothing of the whole.
geometric as (
    select
        company_id,
        org_unit_key,
        period_start_date,
        period_end_date,
        case
            when min(score) <= 0 then 0
            else exp(sum(weight * ln(greatest(score, 0.000001))) / nullif(sum(weight), 0))
        end as score
    from perspectives
    group by company_id, org_unit_key, period_start_date, period_end_date
),

asked as (
    select distinct
        company_id,
        period_end_date as policy_date
    from units
),

policy as (
    {{ policy_on_date(ref('scorecard_policy'), 'asked', ['hysteresis_points']) }}
),

bands as (
    {{ policy_on_date(ref('rag_band'), 'asked', ['rag', 'lower_score']) }}
),

edges as (
    select
        company_id,
        policy_date,
        max(case when rag = 'amber' then lower_score end) as amber_score,
        max(case when rag = 'green' then lower_score end) as green_score
    from bands
    group by company_id, policy_date
),

coloured as (
    select
        units.*,
        cast(round(geometric.score, 9) as decimal(18, 6)) as geometric_score,
        edges.amber_score,
        edges.green_score,
        coalesce(policy.hysteresis_points, 0) as hysteresis_points,
        case
            when units.score is null then null
            when cast(units.score as decimal(18, 4)) >= edges.green_score then 'green'
            when cast(units.score as decimal(18, 4)) >= edges.amber_score then 'amber'
            when edges.amber_score is not null then 'red'
        end as rag_by_score,
        -- Periods of one length follow one another: a month is never held against a year.
        row_number() over (
            partition by
                units.company_id,
                units.org_unit_key,
                {{ completed_months('units.period_start_date', add_days('units.period_end_date', 1)) }}
            order by units.period_end_date
        ) as period_number,
        cast({{ completed_months('units.period_start_date', add_days('units.period_end_date', 1)) }} as int)
            as month_count
    from units
    left join geometric
        on
            units.company_id = geometric.company_id
            and units.org_unit_key = geometric.org_unit_key
            and units.period_start_date = geometric.period_start_date
            and units.period_end_date = geometric.period_end_date
    left join policy
        on
            units.company_id = policy.company_id
            and units.period_end_date = policy.policy_date
    left join edges
        on
            units.company_id = edges.company_id
            and units.period_end_date = edges.policy_date
),

-- A colour is kept until the score is clearly out of its band, so that it does not flicker about an edge.
kept (company_id, org_unit_key, month_count, period_number, rag) as (
    select
        company_id,
        org_unit_key,
        month_count,
        period_number,
        cast(rag_by_score as string) as rag
    from coloured
    where period_number = 1
    union all
    select
        coloured.company_id,
        coloured.org_unit_key,
        coloured.month_count,
        coloured.period_number,
        cast(case
            when coloured.score is null then kept.rag
            when kept.rag = 'red' and coloured.score < coloured.amber_score + coloured.hysteresis_points then 'red'
            when
                kept.rag = 'amber'
                and coloured.score >= coloured.amber_score - coloured.hysteresis_points
                and coloured.score < coloured.green_score + coloured.hysteresis_points
                then 'amber'
            when kept.rag = 'green' and coloured.score >= coloured.green_score - coloured.hysteresis_points
                then 'green'
            else coloured.rag_by_score
        end as string) as rag
    from kept
    inner join coloured
        on
            kept.company_id = coloured.company_id
            and kept.org_unit_key = coloured.org_unit_key
            and kept.month_count = coloured.month_count
            and kept.period_number + 1 = coloured.period_number
),

judged as (
    select
        coloured.*,
        case when coloured.score is not null then kept.rag end as kept_rag
    from coloured
    inner join kept
        on
            coloured.company_id = kept.company_id
            and coloured.org_unit_key = kept.org_unit_key
            and coloured.month_count = kept.month_count
            and coloured.period_number = kept.period_number
)

select
    company_id,
    org_unit_key,
    period_start_date,
    period_end_date,
    score,
    geometric_score,
    coverage_ratio,
    status,
    rag_by_score,
    kept_rag as rag_before_knock_out,
    coalesce(kept_rag = 'green' and red_critical_count > 0, false) as is_knocked_out,
    case
        when kept_rag = 'green' and red_critical_count > 0 then 'amber'
        else kept_rag
    end as rag,
    red_critical_count,
    kpi_count,
    scored_kpi_count,
    withheld_reason
from judged
