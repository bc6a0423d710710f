-- Contributions of an increment and of a bonus add up to the amount, those of a promotion to its score, to the last
-- decimal. Rounding makes less than a unit and a cent of difference, so that it cannot hide a wrong step.
with recommendations as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        'increment' as decision,
        cast(coalesce(increment_amount, 0) as decimal(18, 6)) as total,
        -- There and back between two currencies loses up to a unit of each.
        unit_amount + case
            when budget_rate is null or budget_rate = 1 then 0
            else cast({{ exact_ratio('budget_unit_amount + 0.02', 'budget_rate', 2) }} as decimal(18, 2))
        end as unit_amount
    from {{ ref('increment_recommendation') }}

    union all

    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        'promotion' as decision,
        coalesce(readiness_score, cast(0 as decimal(18, 6))) as total,
        cast(0 as decimal(18, 2)) as unit_amount
    from {{ ref('promotion_recommendation') }}

    union all

    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        'bonus' as decision,
        cast(coalesce(bonus_amount, 0) as decimal(18, 6)) as total,
        unit_amount + case
            when bonus_budget_rate is null or bonus_budget_rate = 1 then 0
            else cast({{ exact_ratio('budget_unit_amount + 0.02', 'bonus_budget_rate', 2) }} as decimal(18, 2))
        end as unit_amount
    from {{ ref('bonus_recommendation') }}
),

reasons as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        decision,
        sum(contribution) as total,
        sum(case when rule_id = 'rounding' then contribution else 0 end) as rounding
    from {{ ref('recommendation_reason') }}
    group by company_id, cycle_id, scenario_id, person_key, decision
)

select
    recommendations.company_id,
    recommendations.cycle_id,
    recommendations.scenario_id,
    recommendations.person_key,
    recommendations.decision,
    recommendations.total,
    reasons.total as contributed
from recommendations
left join reasons
    on
        recommendations.company_id = reasons.company_id
        and recommendations.cycle_id = reasons.cycle_id
        and recommendations.scenario_id = reasons.scenario_id
        and recommendations.person_key = reasons.person_key
        and recommendations.decision = reasons.decision
where
    reasons.total is null
    or reasons.total <> recommendations.total
    or abs(reasons.rounding) >= recommendations.unit_amount + 0.01
