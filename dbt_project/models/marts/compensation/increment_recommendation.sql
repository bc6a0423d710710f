with entitlements as (
    select * from {{ ref('increment_entitlement') }}
),

merit_pools as (
    select
        company_id,
        cycle_id,
        scenario_id,
        holder_org_unit_key,
        person_key,
        want_amount,
        cap_amount,
        budget_amount as pool_amount,
        unit_amount,
        max_scale_ratio
    from entitlements
    where want_amount > 0
),

merit_fit as (
    {{ fit_to_budget(
        'merit_pools', ['company_id', 'cycle_id', 'scenario_id', 'holder_org_unit_key'], 'person_key'
    ) }}
),

-- Lump sums are scaled down only, within their own budget.
lump_sum_pools as (
    select
        company_id,
        cycle_id,
        scenario_id,
        lump_sum_holder_org_unit_key,
        person_key,
        lump_sum_want_amount as want_amount,
        lump_sum_want_amount as cap_amount,
        lump_sum_budget_amount as pool_amount,
        unit_amount,
        cast(1 as decimal(9, 4)) as max_scale_ratio
    from entitlements
    where lump_sum_want_amount > 0 and lump_sum_budget_amount is not null
),

lump_sum_fit as (
    {{ fit_to_budget(
        'lump_sum_pools', ['company_id', 'cycle_id', 'scenario_id', 'lump_sum_holder_org_unit_key'], 'person_key'
    ) }}
),

-- Everybody: an increment is 0 where policy gives none and null where it cannot be said.
fitted as (
    select
        entitlements.*,
        merit_fit.scale_ratio,
        coalesce(merit_fit.is_at_cap, false) as is_at_cap,
        merit_fit.scaled_amount,
        merit_fit.exact_amount,
        coalesce(merit_fit.is_tie_broken, false) as is_tie_broken,
        case
            when entitlements.eligibility <> 'withheld'
                then coalesce(merit_fit.fitted_amount, cast(0 as decimal(18, 2)))
        end as increment_amount,
        case
            when entitlements.eligibility <> 'withheld'
                then coalesce(lump_sum_fit.fitted_amount, cast(0 as decimal(18, 2)))
        end as lump_sum_amount
    from entitlements
    left join merit_fit
        on
            entitlements.company_id = merit_fit.company_id
            and entitlements.cycle_id = merit_fit.cycle_id
            and entitlements.scenario_id = merit_fit.scenario_id
            and entitlements.person_key = merit_fit.person_key
    left join lump_sum_fit
        on
            entitlements.company_id = lump_sum_fit.company_id
            and entitlements.cycle_id = lump_sum_fit.cycle_id
            and entitlements.scenario_id = lump_sum_fit.scenario_id
            and entitlements.person_key = lump_sum_fit.person_key
)

select
    company_id,
    cycle_id,
    scenario_id,
    person_key,
    holder_org_unit_key,
    org_unit_key,
    grade_key,
    job_key,
    manager_person_key,
    currency,
    decision_date,
    effective_date,
    base_amount,
    fte,
    range_minimum_amount,
    range_midpoint_amount,
    range_maximum_amount,
    compa_ratio,
    range_penetration_ratio,
    review_cycle_id,
    rating_value,
    rating_band,
    rating_label,
    position_band,
    case
        when eligibility <> 'eligible' then eligibility
        when increment_amount > 0 or lump_sum_amount > 0 then 'recommended'
        else 'no_increase'
    end as status,
    case
        when eligibility <> 'eligible' then excluding_rule_id
        when increment_amount > 0 then 'merit_matrix'
        when lump_sum_amount > 0 then 'lump_sum_only'
        when matrix_ratio = 0 then 'matrix_gives_nothing'
        when cap_amount = 0 then 'at_range_maximum'
        else 'nothing_left_in_budget'
    end as status_reason,
    matrix_ratio,
    proration_ratio,
    matrix_amount,
    prorated_amount,
    want_amount,
    headroom_amount,
    policy_cap_amount,
    cap_amount,
    scale_ratio,
    is_at_cap,
    scaled_amount,
    exact_amount,
    unit_amount,
    increment_amount,
    {{ exact_ratio('increment_amount', 'base_amount') }} as increment_ratio,
    lump_sum_want_amount,
    lump_sum_amount,
    cast(base_amount + increment_amount as decimal(18, 2)) as new_base_amount,
    {{ exact_ratio(
        'base_amount + increment_amount', 'cast(range_midpoint_amount as decimal(38, 2)) * fte'
    ) }} as new_compa_ratio,
    cast(
        {{ exact_ratio('increment_amount * in_year_months', '12', 2) }} + lump_sum_amount as decimal(18, 2)
    ) as in_year_cost_amount,
    is_tie_broken
from fitted
