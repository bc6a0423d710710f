with budgets as (
    select * from {{ ref('scenario_budget') }}
    where purpose in ('merit', 'lump_sum')
),

entitlements as (
    select * from {{ ref('increment_entitlement') }}
),

recommendations as (
    select * from {{ ref('increment_recommendation') }}
),

holders as (
    select
        company_id,
        cycle_id,
        scenario_id,
        holder_org_unit_key,
        max(currency) as currency,
        sum(case when purpose = 'merit' then amount end) as budget_amount,
        sum(case when purpose = 'lump_sum' then amount end) as lump_sum_budget_amount
    from budgets
    group by company_id, cycle_id, scenario_id, holder_org_unit_key
),

merit as (
    select
        company_id,
        cycle_id,
        scenario_id,
        holder_org_unit_key,
        count(*) as people_count,
        count_if(status = 'recommended') as recommended_count,
        sum({{ at_rate('want_amount', 'budget_rate') }}) as wanted_amount,
        sum(budget_cost_amount) as recommended_amount,
        count_if(status_reason = 'budget_below_floors') as withheld_for_floors_count,
        count_if(want_amount > 0) as wanting_count,
        count_if(want_amount > 0 and increment_amount < cap_amount) as below_cap_count,
        max(scale_ratio) as scale_ratio,
        max(budget_unit_amount) as unit_amount
    from recommendations
    where holder_org_unit_key is not null
    group by company_id, cycle_id, scenario_id, holder_org_unit_key
),

lump_sums as (
    select
        entitlements.company_id,
        entitlements.cycle_id,
        entitlements.scenario_id,
        entitlements.lump_sum_holder_org_unit_key as holder_org_unit_key,
        sum(
            cast(
                cast(recommendations.lump_sum_want_amount as decimal(38, 2)) * entitlements.lump_sum_budget_rate
                as decimal(18, 2)
            )
        ) as wanted_amount,
        sum(recommendations.lump_sum_budget_cost_amount) as recommended_amount
    from entitlements
    inner join recommendations
        on
            entitlements.company_id = recommendations.company_id
            and entitlements.cycle_id = recommendations.cycle_id
            and entitlements.scenario_id = recommendations.scenario_id
            and entitlements.person_key = recommendations.person_key
    where entitlements.lump_sum_holder_org_unit_key is not null
    group by
        entitlements.company_id,
        entitlements.cycle_id,
        entitlements.scenario_id,
        entitlements.lump_sum_holder_org_unit_key
)

select
    holders.company_id,
    holders.cycle_id,
    holders.scenario_id,
    holders.holder_org_unit_key,
    holders.currency,
    cast(holders.budget_amount as decimal(18, 2)) as budget_amount,
    cast(coalesce(merit.wanted_amount, 0) as decimal(18, 2)) as wanted_amount,
    cast(coalesce(merit.recommended_amount, 0) as decimal(18, 2)) as recommended_amount,
    cast(holders.budget_amount - coalesce(merit.recommended_amount, 0) as decimal(18, 2)) as unspent_amount,
    case
        when holders.budget_amount is null or holders.budget_amount = coalesce(merit.recommended_amount, 0) then null
        when merit.withheld_for_floors_count > 0 then 'budget_below_floors'
        when coalesce(merit.wanting_count, 0) = 0 then 'nobody_to_increase'
        when merit.below_cap_count = 0 then 'everybody_at_cap'
        when holders.budget_amount - merit.recommended_amount < merit.unit_amount then 'less_than_a_unit'
        else 'scale_limited'
    end as unspent_reason,
    cast(coalesce(merit.people_count, 0) as bigint) as people_count,
    cast(coalesce(merit.recommended_count, 0) as bigint) as recommended_count,
    merit.scale_ratio,
    cast(holders.lump_sum_budget_amount as decimal(18, 2)) as lump_sum_budget_amount,
    cast(coalesce(lump_sums.wanted_amount, 0) as decimal(18, 2)) as lump_sum_wanted_amount,
    cast(coalesce(lump_sums.recommended_amount, 0) as decimal(18, 2)) as lump_sum_recommended_amount
from holders
left join merit
    on
        holders.company_id = merit.company_id
        and holders.cycle_id = merit.cycle_id
        and holders.scenario_id = merit.scenario_id
        and holders.holder_org_unit_key = merit.holder_org_unit_key
left join lump_sums
    on
        holders.company_id = lump_sums.company_id
        and holders.cycle_id = lump_sums.cycle_id
        and holders.scenario_id = lump_sums.scenario_id
        and holders.holder_org_unit_key = lump_sums.holder_org_unit_key
