with {{ decision_outcomes('promotion') }},

recommendations as (
    select * from {{ ref('promotion_recommendation') }}
    where scenario_id = 'base'
)

select
    outcomes.company_id,
    outcomes.cycle_id,
    outcomes.person_key,
    outcomes.holder_org_unit_key,
    recommendations.grade_key,
    recommendations.next_grade_key,
    outcomes.currency,
    outcomes.effective_date,
    outcomes.recommendation_status,
    outcomes.is_asked,
    recommendations.next_level_cost_amount,
    outcomes.choice,
    outcomes.decision_reason,
    outcomes.decision_status,
    outcomes.is_clean,
    case when outcomes.is_decided then outcomes.decided_amount end as decided_amount,
    outcomes.is_decided and outcomes.decision_status = 'accepted' as is_promotion_decided,
    outcomes.known_from
from outcomes
inner join recommendations
    on
        outcomes.company_id = recommendations.company_id
        and outcomes.cycle_id = recommendations.cycle_id
        and outcomes.person_key = recommendations.person_key
