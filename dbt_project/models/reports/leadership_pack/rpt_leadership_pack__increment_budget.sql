-- No total per company stands beside its holders: a holder of one person would be the difference.
with budgets as (
    select budget.*
    from {{ ref('increment_budget') }} as budget
    where budget.scenario_id = 'base'
),

bases as (
    select
        company_id,
        cycle_id,
        holder_org_unit_key,
        max(decision_date) as decision_date,
        sum(base_amount) as base_amount
    from {{ ref('increment_recommendation') }}
    where scenario_id = 'base'
    group by company_id, cycle_id, holder_org_unit_key
),

policy as (
    {{ disclosure_policy_in_force() }}
),

-- The group's currency is that of the company with most people.
group_currency as (
    select currency
    from budgets
    group by currency
    order by sum(people_count) desc, currency asc
    limit 1
),

rates as (
    select
        rate.from_currency,
        rate.rate
    from {{ ref('dim_exchange_rate') }} as rate
    inner join group_currency
        on rate.to_currency = group_currency.currency
    where
        rate.valid_from <= {{ as_of_date() }}
        and (rate.valid_to is null or rate.valid_to > {{ as_of_date() }})
),

judged as (
    select
        budgets.*,
        bases.base_amount,
        bases.decision_date,
        group_currency.currency as group_currency,
        policy.minimum_group,
        coalesce(rates.rate, case when budgets.currency = group_currency.currency then 1 end) as rate,
        budgets.people_count >= policy.minimum_group as is_shown
    from budgets
    cross join policy
    cross join group_currency
    left join bases
        on
            budgets.company_id = bases.company_id
            and budgets.cycle_id = bases.cycle_id
            and budgets.holder_org_unit_key = bases.holder_org_unit_key
    left join rates
        on budgets.currency = rates.from_currency
)

select
    judged.company_id,
    judged.cycle_id,
    judged.holder_org_unit_key,
    holder.org_unit_name || ', ' || company.company_name as holder_name,
    judged.currency,
    judged.decision_date,
    case when judged.is_shown then judged.people_count end as people_count,
    case when judged.is_shown then judged.budget_amount end as budget_amount,
    case when judged.is_shown then judged.recommended_amount end as recommended_amount,
    case when judged.is_shown then judged.unspent_amount end as unspent_amount,
    case
        when judged.is_shown
            then cast({{ share('judged.recommended_amount', 'judged.base_amount') }} as decimal(18, 4))
    end as recommended_ratio,
    case
        when judged.is_shown
            then cast({{ share('judged.budget_amount', 'judged.base_amount') }} as decimal(18, 4))
    end as budget_ratio,
    case
        when judged.is_shown then {{ at_rate('judged.recommended_amount', 'judged.rate') }}
    end as recommended_amount_in_group_currency,
    case
        when judged.is_shown then {{ at_rate('judged.budget_amount', 'judged.rate') }}
    end as budget_amount_in_group_currency,
    case
        when judged.is_shown then {{ at_rate('judged.base_amount', 'judged.rate') }}
    end as base_amount_in_group_currency,
    judged.group_currency,
    case when not judged.is_shown then {{ small_group_reason('judged.minimum_group') }} end as withheld_reason
from judged
left join {{ ref('dim_org_unit') }} as holder
    on judged.holder_org_unit_key = holder.org_unit_key
left join {{ ref('dim_company') }} as company
    on judged.company_id = company.company_id
