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
    {{ policy_in_force(
        ref('merit_matrix'), 'cycles', ['rating_band', 'position_band', 'matrix_ratio'], matched=['matrix_id']
    ) }}
),

policies as (
    {{ policy_in_force(
        ref('merit_policy'), 'cycles',
        ['policy_cap_ratio', 'max_scale_ratio', 'proration_months'], overridden=['policy_cap_ratio']
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
        cast(
            12 - (extract(month from candidates.effective_date) + 12 - calendars.fiscal_year_start_month) % 12 as int
        ) as in_year_months,
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
)

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
    judged.budget_amount,
    judged.lump_sum_holder_org_unit_key,
    judged.lump_sum_budget_amount,
    judged.service_months,
    judged.proration_months,
    judged.in_year_months,
    judged.unit_amount,
    judged.max_scale_ratio,
    judged.eligibility,
    judged.excluding_rule_id,
    capped.matrix_ratio,
    capped.proration_ratio,
    capped.matrix_amount,
    capped.prorated_amount,
    capped.want_amount,
    capped.headroom_amount,
    capped.policy_cap_amount,
    capped.cap_amount,
    capped.lump_sum_want_amount
from judged
left join capped
    on
        judged.company_id = capped.company_id
        and judged.cycle_id = capped.cycle_id
        and judged.scenario_id = capped.scenario_id
        and judged.person_key = capped.person_key
