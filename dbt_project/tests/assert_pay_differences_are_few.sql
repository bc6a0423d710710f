-- Critical: where more people than policy allows are paid without being employed, or the other way round, one of the
-- two sources is not whole, and no figure of either may leave. Asked of the newest month of each company with a
-- payroll; an older one may have been published long ago, and stopping for it would help nobody.
with newest as (
    select
        *,
        row_number() over (partition by company_id order by month_start desc) as recency
    from {{ ref('headcount_bridge') }}
    where withheld_reason is null
),

too_many as (
    select *
    from newest
    where recency = 1 and differing_ratio > blocking_share_ratio
),

counts as (
    select
        too_many.company_id,
        too_many.month_start,
        differences.rule_id,
        count(*) as difference_count
    from too_many
    inner join {{ ref('pay_difference') }} as differences
        on
            too_many.company_id = differences.company_id
            and too_many.month_start = differences.month_start
    where differences.difference_status = 'unexplained'
    group by 1, 2, 3
)

select
    counts.company_id || ', payroll of ' || substr(cast(counts.month_start as string), 1, 7) || ': '
    || cast(counts.difference_count as string) || ' x ' || lower(rules.rule_name)
    || ', more in all than policy allows. ' || rules.remedy as sentence
from counts
inner join {{ ref('reconciliation_rule') }} as rules
    on counts.rule_id = rules.rule_id
