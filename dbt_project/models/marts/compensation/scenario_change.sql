-- Whom a scenario gives something else than the recommendation does.
{%- set keys = ['company_id', 'cycle_id', 'person_key'] %}
with increments as (
    select * from {{ ref('increment_recommendation') }}
),

promotions as (
    select * from {{ ref('promotion_recommendation') }}
),

outcomes as (
    select
        increments.*,
        promotions.status = 'recommended' as is_promoted
    from increments
    inner join promotions
        on
            {{ same('increments', 'promotions', keys) }}
            and increments.scenario_id = promotions.scenario_id
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
        -- An amount that is withheld is not 0, but for what somebody gets it is nothing yet.
        coalesce(scenarios.new_base_amount, scenarios.base_amount, 0)
        - coalesce(base.new_base_amount, base.base_amount, 0) as new_base_difference,
        coalesce(scenarios.lump_sum_amount, 0) - coalesce(base.lump_sum_amount, 0) as lump_sum_difference
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
        when new_base_difference > 0 or (new_base_difference = 0 and lump_sum_difference > 0) then 'more'
        when new_base_difference < 0 or lump_sum_difference < 0 then 'less'
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
    recommended_new_base_amount,
    scenario_new_base_amount,
    cast(new_base_difference as decimal(18, 2)) as new_base_difference_amount
from paired
where
    new_base_difference <> 0
    or lump_sum_difference <> 0
    or recommended_status <> scenario_status
    or is_promotion_recommended <> is_promoted_in_scenario
