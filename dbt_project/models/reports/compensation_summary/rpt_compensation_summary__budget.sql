-- Budget given, asked for, recommended and left, by holder. Who may be shown is what the leadership pack shows: no
-- total of a company stands beside its holders, where a holder of one person would be the difference.
with released as (
    select * from {{ ref('rpt_leadership_pack__increment_budget') }}
),

budgets as (
    select * from {{ ref('increment_budget') }}
    where scenario_id = 'base'
),

-- Lump sums are left out: few people get one.
costs as (
    select
        company_id,
        cycle_id,
        holder_org_unit_key,
        max(effective_date) as effective_date,
        sum(in_year_cost_amount - lump_sum_amount) as in_year_amount
    from {{ ref('increment_recommendation') }}
    where scenario_id = 'base'
    group by company_id, cycle_id, holder_org_unit_key
)

select
    released.company_id,
    released.cycle_id,
    released.holder_org_unit_key,
    released.holder_name,
    released.currency,
    released.people_count,
    released.budget_amount,
    case when released.withheld_reason is null then budgets.wanted_amount end as wanted_amount,
    released.recommended_amount,
    released.unspent_amount,
    case when released.withheld_reason is null then cast(costs.in_year_amount as decimal(18, 2)) end as in_year_amount,
    released.budget_ratio,
    released.recommended_ratio,
    case when released.withheld_reason is null then {{ plain_words('budgets.unspent_reason') }} end as unspent_reason,
    released.withheld_reason
from released
inner join budgets
    on
        released.company_id = budgets.company_id
        and released.cycle_id = budgets.cycle_id
        and released.holder_org_unit_key = budgets.holder_org_unit_key
left join costs
    on
        released.company_id = costs.company_id
        and released.cycle_id = costs.cycle_id
        and released.holder_org_unit_key = costs.holder_org_unit_key
