with entitlements as (
    select * from {{ ref('increment_entitlement') }}
),

wanting as (
    select * from entitlements
    where want_amount > 0
),

lump_sum_wanting as (
    select * from entitlements
    where lump_sum_want_amount > 0 and lump_sum_budget_rate is not null
),

-- Wants and caps in the currency of the budget, above what the floors have taken from it.
merit_pools as (
    select
        company_id,
        cycle_id,
        scenario_id,
        holder_org_unit_key,
        person_key,
        cast(
            cast(greatest(want_amount - floor_amount, 0) as decimal(38, 2)) * budget_rate as decimal(18, 2)
        ) as want_amount,
        {{ floor_to_unit(
            'cast(cap_amount - floor_amount as decimal(38, 2)) * budget_rate', 'budget_unit_amount'
        ) }} as cap_amount,
        cast(budget_amount - floor_total_amount as decimal(18, 2)) as pool_amount,
        budget_unit_amount as unit_amount,
        max_scale_ratio
    from wanting
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
        {{ at_rate('lump_sum_want_amount', 'lump_sum_budget_rate') }} as want_amount,
        {{ at_rate('lump_sum_want_amount', 'lump_sum_budget_rate') }} as cap_amount,
        lump_sum_budget_amount as pool_amount,
        lump_sum_unit_amount as unit_amount,
        cast(1 as decimal(9, 4)) as max_scale_ratio
    from lump_sum_wanting
),

lump_sum_fit as (
    {{ fit_to_budget(
        'lump_sum_pools', ['company_id', 'cycle_id', 'scenario_id', 'lump_sum_holder_org_unit_key'], 'person_key'
    ) }}
),

-- Everybody: an increment is 0 where policy gives none and null where it cannot be said. What the budget pays is
-- turned back into the currency of pay, down to what can be paid in it.
fitted as (
    select
        entitlements.*,
        merit_fit.scale_ratio,
        coalesce(merit_fit.is_at_cap, false) as is_at_cap,
        {{ exact_ratio('merit_fit.scaled_amount', 'entitlements.budget_rate') }} as scaled_amount,
        {{ exact_ratio('merit_fit.exact_amount', 'entitlements.budget_rate') }} as exact_amount,
        coalesce(merit_fit.is_tie_broken, false) as is_tie_broken,
        case
            when entitlements.eligibility <> 'withheld'
                then cast(
                    coalesce(entitlements.floor_amount, cast(0 as decimal(18, 2)))
                    + coalesce(
                        {{ floor_at_rate(
                            'merit_fit.fitted_amount', 'entitlements.budget_rate', 'entitlements.unit_amount'
                        ) }},
                        cast(0 as decimal(18, 2))
                    ) as decimal(18, 2)
                )
        end as increment_amount,
        case
            when entitlements.eligibility <> 'withheld'
                then cast(
                    coalesce(entitlements.budget_floor_amount, cast(0 as decimal(18, 2)))
                    + coalesce(merit_fit.fitted_amount, cast(0 as decimal(18, 2))) as decimal(18, 2)
                )
        end as budget_cost_amount,
        case
            when entitlements.eligibility <> 'withheld'
                then coalesce(
                    {{ floor_at_rate(
                        'lump_sum_fit.fitted_amount', 'entitlements.lump_sum_budget_rate', 'entitlements.unit_amount'
                    ) }},
                    cast(0 as decimal(18, 2))
                )
        end as lump_sum_amount,
        case
            when entitlements.eligibility <> 'withheld'
                then coalesce(lump_sum_fit.fitted_amount, cast(0 as decimal(18, 2)))
        end as lump_sum_budget_cost_amount
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
    is_promoted,
    promotion_amount,
    merit_base_amount,
    merit_grade_key,
    merit_range_minimum_amount,
    merit_range_midpoint_amount,
    merit_range_maximum_amount,
    merit_compa_ratio,
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
        when increment_amount > 0 and want_amount = 0 then 'range_minimum_floor'
        when increment_amount > 0 then 'merit_matrix'
        when lump_sum_amount > 0 then 'lump_sum_only'
        when matrix_ratio = 0 then 'matrix_gives_nothing'
        when cap_amount = 0 then 'at_range_maximum'
        else 'nothing_left_in_budget'
    end as status_reason,
    matrix_ratio,
    proration_ratio,
    matrix_amount,
    recognition_amount,
    prorated_amount,
    want_amount,
    floor_amount,
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
    cast(merit_base_amount + increment_amount as decimal(18, 2)) as new_base_amount,
    {{ exact_ratio(
        'merit_base_amount + increment_amount', 'cast(merit_range_midpoint_amount as decimal(38, 2)) * fte'
    ) }} as new_compa_ratio,
    cast(
        {{ exact_ratio('increment_amount * in_year_months', '12', 2) }} + lump_sum_amount as decimal(18, 2)
    ) as in_year_cost_amount,
    cast(increment_amount + lump_sum_amount as decimal(18, 2)) as annual_cost_amount,
    budget_currency,
    budget_rate,
    budget_unit_amount,
    budget_cost_amount,
    lump_sum_budget_cost_amount,
    award_count,
    award_amount,
    award_currency,
    is_tie_broken
from fitted
