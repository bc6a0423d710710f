with candidates as (
    select * from {{ ref('compensation_candidate') }}
),

cycles as (
    select * from {{ ref('compensation_cycle') }}
),

deciding_checks as (
    select * from {{ ref('compensation_check') }}
    where decision = 'increment' and is_deciding
),

matrix as (
    {{ policy_in_force(ref('merit_matrix'), 'cycles', ['rating_band', 'position_band', 'matrix_ratio']) }}
),

policies as (
    {{ policy_in_force(
        ref('merit_policy'), 'cycles',
        ['policy_cap_ratio', 'max_scale_ratio', 'proration_months']
    ) }}
),

calendars as (
    {{ policy_in_force(ref('fiscal_calendar'), 'cycles', ['fiscal_year_start_month']) }}
),

units as (
    {{ policy_in_force(ref('payment_unit'), 'cycles', ['currency', 'unit_amount']) }}
),

judged as (
    select
        candidates.*,
        matrix.matrix_ratio,
        policies.policy_cap_ratio,
        policies.max_scale_ratio,
        policies.proration_months,
        -- Whole months of the fiscal year that the new pay is paid for.
        12 - (extract(month from candidates.effective_date) + 12 - calendars.fiscal_year_start_month) % 12
            as in_year_months,
        coalesce(units.unit_amount, cast(0.01 as decimal(18, 2))) as unit_amount,
        case
            when deciding_checks.rule_id is not null then deciding_checks.consequence
            when matrix.matrix_ratio is null then 'withheld'
            else 'eligible'
        end as eligibility,
        case
            when deciding_checks.rule_id is not null then deciding_checks.rule_id
            when matrix.matrix_ratio is null then 'no_matrix_cell'
        end as excluding_rule_id
    from candidates
    left join policies
        on
            candidates.company_id = policies.company_id
            and candidates.cycle_id = policies.cycle_id
            and candidates.scenario_id = policies.scenario_id
    left join calendars
        on
            candidates.company_id = calendars.company_id
            and candidates.cycle_id = calendars.cycle_id
            and candidates.scenario_id = calendars.scenario_id
    left join units
        on
            candidates.company_id = units.company_id
            and candidates.cycle_id = units.cycle_id
            and candidates.scenario_id = units.scenario_id
            and candidates.currency = units.currency
    left join matrix
        on
            candidates.company_id = matrix.company_id
            and candidates.cycle_id = matrix.cycle_id
            and candidates.scenario_id = matrix.scenario_id
            and candidates.rating_band = matrix.rating_band
            and candidates.position_band = matrix.position_band
    left join deciding_checks
        on
            candidates.company_id = deciding_checks.company_id
            and candidates.cycle_id = deciding_checks.cycle_id
            and candidates.scenario_id = deciding_checks.scenario_id
            and candidates.person_key = deciding_checks.person_key
),

-- What each eligible person should get by the matrix, and what may be paid at most.
entitled as (
    select
        *,
        cast(cast(base_amount as decimal(38, 2)) * matrix_ratio as decimal(18, 6)) as matrix_amount,
        {{ exact_ratio('least(service_months, proration_months)', 'proration_months') }} as proration_ratio,
        {{ exact_ratio(
            'cast(base_amount as decimal(38, 2)) * matrix_ratio * least(service_months, proration_months)',
            'proration_months'
        ) }} as prorated_amount,
        {{ floor_to_unit(
            'greatest(cast(range_maximum_amount as decimal(38, 2)) * fte - base_amount, 0)', 'unit_amount'
        ) }} as headroom_amount,
        {{ floor_to_unit('cast(base_amount as decimal(38, 2)) * policy_cap_ratio', 'unit_amount') }}
            as policy_cap_amount
    from judged
    where eligibility = 'eligible'
),

-- What is wanted beyond the range becomes a lump sum, before any scaling.
capped as (
    select
        *,
        cast(prorated_amount as decimal(18, 2)) as want_amount,
        least(headroom_amount, policy_cap_amount) as cap_amount,
        cast(
            greatest(least(cast(prorated_amount as decimal(18, 2)), policy_cap_amount) - headroom_amount, 0)
            as decimal(18, 2)
        ) as lump_sum_want_amount
    from entitled
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
    from capped
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
    from capped
    where lump_sum_budget_amount is not null
),

lump_sum_fit as (
    {{ fit_to_budget(
        'lump_sum_pools', ['company_id', 'cycle_id', 'scenario_id', 'lump_sum_holder_org_unit_key'], 'person_key'
    ) }}
),

fitted as (
    select
        capped.*,
        merit_fit.scale_ratio,
        merit_fit.is_at_cap,
        merit_fit.scaled_amount,
        merit_fit.exact_amount,
        merit_fit.is_tie_broken,
        coalesce(merit_fit.fitted_amount, cast(0 as decimal(18, 2))) as increment_amount,
        coalesce(lump_sum_fit.fitted_amount, cast(0 as decimal(18, 2))) as lump_sum_amount
    from capped
    left join merit_fit
        on
            capped.company_id = merit_fit.company_id
            and capped.cycle_id = merit_fit.cycle_id
            and capped.scenario_id = merit_fit.scenario_id
            and capped.person_key = merit_fit.person_key
    left join lump_sum_fit
        on
            capped.company_id = lump_sum_fit.company_id
            and capped.cycle_id = lump_sum_fit.cycle_id
            and capped.scenario_id = lump_sum_fit.scenario_id
            and capped.person_key = lump_sum_fit.person_key
),

-- Everybody: an increment is 0 where policy gives none and null where it cannot be said.
everybody as (
    select
        judged.company_id,
        judged.cycle_id,
        judged.scenario_id,
        judged.person_key,
        judged.holder_org_unit_key,
        judged.org_unit_key,
        judged.grade_key,
        judged.job_key,
        judged.manager_person_key,
        judged.currency,
        judged.decision_date,
        judged.effective_date,
        judged.base_amount,
        judged.fte,
        judged.range_minimum_amount,
        judged.range_midpoint_amount,
        judged.range_maximum_amount,
        judged.compa_ratio,
        judged.range_penetration_ratio,
        judged.review_cycle_id,
        judged.rating_value,
        judged.rating_band,
        judged.rating_label,
        judged.position_band,
        judged.eligibility,
        judged.excluding_rule_id,
        judged.in_year_months,
        fitted.matrix_ratio,
        fitted.proration_ratio,
        fitted.matrix_amount,
        fitted.prorated_amount,
        fitted.want_amount,
        fitted.headroom_amount,
        fitted.policy_cap_amount,
        fitted.cap_amount,
        fitted.lump_sum_want_amount,
        fitted.scale_ratio,
        coalesce(fitted.is_at_cap, false) as is_at_cap,
        fitted.scaled_amount,
        fitted.exact_amount,
        coalesce(fitted.is_tie_broken, false) as is_tie_broken,
        judged.unit_amount,
        case
            when judged.eligibility = 'eligible' then fitted.increment_amount
            when judged.eligibility = 'ineligible' then cast(0 as decimal(18, 2))
        end as increment_amount,
        case
            when judged.eligibility = 'eligible' then fitted.lump_sum_amount
            when judged.eligibility = 'ineligible' then cast(0 as decimal(18, 2))
        end as lump_sum_amount
    from judged
    left join fitted
        on
            judged.company_id = fitted.company_id
            and judged.cycle_id = fitted.cycle_id
            and judged.scenario_id = fitted.scenario_id
            and judged.person_key = fitted.person_key
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
from everybody
