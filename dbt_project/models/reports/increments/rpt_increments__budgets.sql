select
    budget.company_id,
    budget.cycle_id,
    budget.scenario_id,
    budget.holder_org_unit_key,
    holder.org_unit_name as holder_org_unit_name,
    budget.currency,
    budget.people_count,
    budget.recommended_count,
    budget.budget_amount,
    budget.wanted_amount,
    budget.recommended_amount,
    budget.unspent_amount,
    {{ plain_words('budget.unspent_reason') }} as unspent_reason,
    cast(budget.scale_ratio as decimal(18, 4)) as scale_ratio,
    budget.lump_sum_budget_amount,
    budget.lump_sum_recommended_amount
from {{ ref('increment_budget') }} as budget
left join {{ ref('dim_org_unit') }} as holder
    on budget.holder_org_unit_key = holder.org_unit_key
where budget.scenario_id = 'base'
