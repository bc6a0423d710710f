with budgets as (
    select * from {{ ref('increment_budget') }}
    where scenario_id = 'base'
),

readings as (
    select * from {{ ref('decision_reading') }}
    where decision = 'increment'
),

decided as (
    select
        company_id,
        cycle_id,
        holder_org_unit_key,
        sum(decided_cost_amount) as decided_amount,
        sum(case when decided_amount is not null then proposed_cost_amount end) as answered_amount
    from readings
    group by company_id, cycle_id, holder_org_unit_key
),

spent as (
    select
        budgets.*,
        cast(coalesce(decided.decided_amount, 0) as decimal(18, 2)) as decided_amount,
        cast(budgets.recommended_amount - coalesce(decided.answered_amount, 0) as decimal(18, 2)) as open_amount
    from budgets
    left join decided
        on
            budgets.company_id = decided.company_id
            and budgets.cycle_id = decided.cycle_id
            and budgets.holder_org_unit_key = decided.holder_org_unit_key
)

select
    spent.company_id,
    spent.cycle_id,
    spent.scenario_id,
    spent.holder_org_unit_key,
    holder.org_unit_name as holder_org_unit_name,
    spent.currency,
    spent.people_count,
    spent.recommended_count,
    spent.budget_amount,
    spent.wanted_amount,
    spent.recommended_amount,
    spent.unspent_amount,
    {{ plain_words('spent.unspent_reason') }} as unspent_reason,
    spent.decided_amount,
    spent.open_amount,
    cast(spent.budget_amount - spent.decided_amount as decimal(18, 2)) as left_amount,
    cast(spent.budget_amount - spent.decided_amount - spent.open_amount as decimal(18, 2)) as expected_left_amount,
    case
        when spent.budget_amount is null then 'No budget'
        when spent.decided_amount > spent.budget_amount then 'Over budget'
        when spent.decided_amount + spent.open_amount > spent.budget_amount
            then 'Will be over budget when the rest is accepted'
        else 'Within budget'
    end as budget_state,
    cast(spent.scale_ratio as decimal(18, 4)) as scale_ratio,
    spent.lump_sum_budget_amount,
    spent.lump_sum_recommended_amount
from spent
left join {{ ref('dim_org_unit') }} as holder
    on spent.holder_org_unit_key = holder.org_unit_key
