-- Whom a scenario gives something else than the recommendation does.
{%- set keys = ['company_id', 'cycle_id', 'person_key'] %}
with increments as (
    select * from {{ ref('increment_recommendation') }}
),

promotions as (
    select * from {{ ref('promotion_recommendation') }}
),

bonuses as (
    select * from {{ ref('bonus_recommendation') }}
),

-- Somebody whose increment is withheld may still be promoted: of what is withheld nothing is paid yet.
outcomes as (
    select
        increments.company_id,
        increments.cycle_id,
        increments.scenario_id,
        increments.person_key,
        increments.org_unit_key,
        increments.currency,
        increments.status,
        increments.increment_amount,
        increments.lump_sum_amount,
        bonuses.bonus_amount,
        promotions.status = 'recommended' as is_promoted,
        cast(
            increments.base_amount + coalesce(promotions.promotion_amount, 0)
            + coalesce(increments.increment_amount, 0) as decimal(18, 2)
        ) as new_base_amount
    from increments
    inner join promotions
        on
            {{ same('increments', 'promotions', keys) }}
            and increments.scenario_id = promotions.scenario_id
    left join bonuses
        on
            {{ same('increments', 'bonuses', keys) }}
            and increments.scenario_id = bonuses.scenario_id
),

paired as (
    select
        scenarios.company_id,
        scenarios.cycle_id,
        scenarios.scenario_id,
        scenarios.person_key,
        scenarios.org_unit_key,
        scenarios.currency,
        base.status as recommended_status,
        scenarios.status as scenario_status,
        base.is_promoted as is_promotion_recommended,
        scenarios.is_promoted as is_promoted_in_scenario,
        base.increment_amount as recommended_increment_amount,
        scenarios.increment_amount as scenario_increment_amount,
        base.lump_sum_amount as recommended_lump_sum_amount,
        scenarios.lump_sum_amount as scenario_lump_sum_amount,
        base.new_base_amount as recommended_new_base_amount,
        scenarios.new_base_amount as scenario_new_base_amount,
        base.bonus_amount as recommended_bonus_amount,
        scenarios.bonus_amount as scenario_bonus_amount,
        coalesce(scenarios.new_base_amount, 0) - coalesce(base.new_base_amount, 0) as new_base_difference,
        coalesce(scenarios.lump_sum_amount, 0) + coalesce(scenarios.bonus_amount, 0)
        - coalesce(base.lump_sum_amount, 0) - coalesce(base.bonus_amount, 0) as once_difference
    from outcomes as scenarios
    inner join outcomes as base
        on
            {{ same('scenarios', 'base', keys) }}
            and base.scenario_id = 'base'
    where scenarios.scenario_id <> 'base'
)

select
    company_id,
    cycle_id,
    scenario_id,
    person_key,
    org_unit_key,
    currency,
    case
        when new_base_difference > 0 or (new_base_difference = 0 and once_difference > 0) then 'more'
        when new_base_difference < 0 or once_difference < 0 then 'less'
        else 'other'
    end as direction,
    recommended_status,
    scenario_status,
    is_promotion_recommended,
    is_promoted_in_scenario,
    recommended_increment_amount,
    scenario_increment_amount,
    recommended_lump_sum_amount,
    scenario_lump_sum_amount,
    recommended_bonus_amount,
    scenario_bonus_amount,
    recommended_new_base_amount,
    scenario_new_base_amount,
    cast(new_base_difference as decimal(18, 2)) as new_base_difference_amount
from paired
where
    new_base_difference <> 0
    or once_difference <> 0
    or coalesce(recommended_bonus_amount, 0) <> coalesce(scenario_bonus_amount, 0)
    or coalesce(recommended_lump_sum_amount, 0) <> coalesce(scenario_lump_sum_amount, 0)
    or recommended_status <> scenario_status
    or is_promotion_recommended <> is_promoted_in_scenario
