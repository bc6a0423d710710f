-- A row lost or gained between the recommendations and what became of them, or a state that says both or neither.
with recommendations as (
    select
        company_id,
        cycle_id,
        person_key,
        'increment' as decision,
        status in ('recommended', 'no_increase') as is_asked
    from {{ ref('increment_recommendation') }}
    where scenario_id = 'base'

    union all

    select
        company_id,
        cycle_id,
        person_key,
        'promotion' as decision,
        status = 'recommended' as is_asked
    from {{ ref('promotion_recommendation') }}
    where scenario_id = 'base'
),

decisions as (
    select
        company_id,
        cycle_id,
        person_key,
        'increment' as decision,
        decision_status
    from {{ ref('increment_decision') }}

    union all

    select
        company_id,
        cycle_id,
        person_key,
        'promotion' as decision,
        decision_status
    from {{ ref('promotion_decision') }}
)

select
    coalesce(recommendations.company_id, decisions.company_id) as company_id,
    coalesce(recommendations.cycle_id, decisions.cycle_id) as cycle_id,
    coalesce(recommendations.decision, decisions.decision) as decision,
    coalesce(recommendations.person_key, decisions.person_key) as person_key,
    decisions.decision_status
from recommendations
full outer join decisions
    on
        recommendations.company_id = decisions.company_id
        and recommendations.cycle_id = decisions.cycle_id
        and recommendations.person_key = decisions.person_key
        and recommendations.decision = decisions.decision
where
    recommendations.person_key is null
    or decisions.person_key is null
    or recommendations.is_asked and decisions.decision_status = 'not_asked'
