-- Lump sums have a budget of their own, and are never scaled up.
with paid as (
    select
        entitlements.company_id,
        entitlements.cycle_id,
        entitlements.scenario_id,
        entitlements.lump_sum_holder_org_unit_key,
        max(entitlements.lump_sum_budget_amount) as budget_amount,
        sum(recommendations.lump_sum_budget_cost_amount) as lump_sum_amount,
        count_if(recommendations.lump_sum_amount > recommendations.lump_sum_want_amount) as raised_count
    from {{ ref('increment_entitlement') }} as entitlements
    inner join {{ ref('increment_recommendation') }} as recommendations
        on
            entitlements.company_id = recommendations.company_id
            and entitlements.cycle_id = recommendations.cycle_id
            and entitlements.scenario_id = recommendations.scenario_id
            and entitlements.person_key = recommendations.person_key
    where recommendations.lump_sum_amount > 0
    group by
        entitlements.company_id,
        entitlements.cycle_id,
        entitlements.scenario_id,
        entitlements.lump_sum_holder_org_unit_key
)

select *
from paid
where budget_amount is null or lump_sum_amount > budget_amount or raised_count > 0
