-- Counts of cases of a whole company, no pay and no person. How many people stand behind them is not shown, because the
-- head counts beside it are of units and of employees alone: nobody can subtract one from the other.
with policy as (
    {{ disclosure_policy_in_force() }}
),

months as (
    select
        bridge.company_id,
        bridge.month_start,
        bridge.month_end,
        bridge.withheld_reason,
        bridge.closing_count + bridge.counted_elsewhere_count + bridge.left_in_month_count < policy.minimum_group
            as is_small
    from {{ ref('headcount_bridge') }} as bridge
    cross join policy
),

differences as (
    select
        company_id,
        month_start,
        rule_id,
        count_if(difference_status = 'unexplained') as unexplained_count,
        count_if(difference_status = 'excused') as excused_count
    from {{ ref('pay_difference') }}
    group by company_id, month_start, rule_id
),

counted as (
    select
        months.company_id,
        months.month_start,
        months.month_end,
        rules.rule_id,
        rules.rule_name,
        rules.owner,
        coalesce(differences.unexplained_count, 0) as unexplained_count,
        coalesce(differences.excused_count, 0) as excused_count,
        case when months.is_small then 'too_few_people' else months.withheld_reason end as withheld_reason
    from months
    cross join {{ ref('reconciliation_rule') }} as rules
    left join differences
        on
            months.company_id = differences.company_id
            and months.month_start = differences.month_start
            and rules.rule_id = differences.rule_id
)

select
    company_id,
    month_start as period_start,
    month_end as period_end,
    rule_id,
    rule_name,
    owner,
    case when withheld_reason is null then cast(unexplained_count as bigint) end as unexplained_count,
    case when withheld_reason is null then cast(excused_count as bigint) end as excused_count,
    {{ plain_words('withheld_reason') }} as withheld_reason
from counted
