-- Recommended or not, ineligible or withheld: every row has a reason with a text, and the rule that decided is one.
with recommendations as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        'increment' as decision,
        case when status in ('ineligible', 'withheld') then status_reason end as deciding_rule_id
    from {{ ref('increment_recommendation') }}

    union all

    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        'promotion' as decision,
        case when status <> 'recommended' then status_reason end as deciding_rule_id
    from {{ ref('promotion_recommendation') }}

    union all

    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        'bonus' as decision,
        case when status in ('ineligible', 'withheld') then status_reason end as deciding_rule_id
    from {{ ref('bonus_recommendation') }}
),

reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        decision,
        rule_id
    from {{ ref('recommendation_reason') }}
    where reason_text is not null
)

select
    recommendations.company_id,
    recommendations.cycle_id,
    recommendations.scenario_id,
    recommendations.person_key,
    recommendations.decision
from recommendations
left join reasons
    on
        recommendations.company_id = reasons.company_id
        and recommendations.cycle_id = reasons.cycle_id
        and recommendations.scenario_id = reasons.scenario_id
        and recommendations.person_key = reasons.person_key
        and recommendations.decision = reasons.decision
group by
    recommendations.company_id,
    recommendations.cycle_id,
    recommendations.scenario_id,
    recommendations.person_key,
    recommendations.decision
having
    count(reasons.rule_id) = 0
    or (
        max(recommendations.deciding_rule_id) is not null
        and count_if(reasons.rule_id = recommendations.deciding_rule_id) = 0
    )
