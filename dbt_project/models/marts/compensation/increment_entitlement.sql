with candidates as (
    select * from {{ ref('compensation_candidate') }}
),

cycles as (
    select * from {{ ref('compensation_cycle') }}
),

promotions as (
    select * from {{ ref('promotion_recommendation') }}
    where status = 'recommended'
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
        [
            'policy_cap_ratio', 'max_scale_ratio', 'proration_months', 'merit_after_promotion', 'floor_rule',
            'recognition_ratio',
        ],
        overridden=['policy_cap_ratio']
    ) }}
),

position_bands as (
    {{ policy_in_force(
        ref('position_band'), 'cycles', ['position_band', 'lower_ratio', 'upper_ratio'], matched=['matrix_id']
    ) }}
),

calendars as (
    {{ policy_in_force(ref('fiscal_calendar'), 'cycles', ['fiscal_year_start_month']) }}
),

units as (
    {{ policy_in_force(ref('payment_unit'), 'cycles', ['currency', 'unit_amount']) }}
),

-- Promotion first: merit is given on the new base, held against the range of the new grade.
after_promotion as (
    select
        candidates.*,
        promotions.person_key is not null as is_promoted,
        case
            when promotions.person_key is not null then promotions.promotion_amount else cast(0 as decimal(18, 2))
        end as promotion_amount,
        case when promotions.person_key is not null then candidates.next_grade_key else candidates.grade_key end
            as merit_grade_key,
    {% for end in ['minimum', 'midpoint', 'maximum'] -%}
        case
            when promotions.person_key is not null then candidates.next_range_{{ end }}_amount
            else candidates.range_{{ end }}_amount
        end as merit_range_{{ end }}_amount
        {{- ',' if not loop.last }}
    {% endfor %}
    from candidates
    left join promotions
        on
            candidates.company_id = promotions.company_id
            and candidates.cycle_id = promotions.cycle_id
            and candidates.scenario_id = promotions.scenario_id
            and candidates.person_key = promotions.person_key
),

based as (
    select
        *,
        cast(base_amount + promotion_amount as decimal(18, 2)) as merit_base_amount
    from after_promotion
),

-- The present band, but of the promoted: theirs is that of the new base, at full time, compared as amounts.
positioned as (
    select
        based.*,
        case
            when based.is_promoted then position_bands.position_band
            else based.position_band
        end as merit_position_band
    from based
    left join position_bands
        on
            based.is_promoted
            and based.company_id = position_bands.company_id
            and based.cycle_id = position_bands.cycle_id
            and based.scenario_id = position_bands.scenario_id
            and based.merit_base_amount
            >= cast(based.merit_range_midpoint_amount as decimal(38, 2))
            * based.fte * position_bands.lower_ratio
            and (
                position_bands.upper_ratio is null
                or based.merit_base_amount
                < cast(based.merit_range_midpoint_amount as decimal(38, 2))
                * based.fte * position_bands.upper_ratio
            )
),

judged as (
    select
        positioned.*,
        matrix.matrix_ratio,
        policies.policy_cap_ratio,
        policies.max_scale_ratio,
        policies.proration_months,
        policies.floor_rule,
        -- A cell that gives nothing stays nothing.
        case
            when positioned.recognition_count > 0 and matrix.matrix_ratio > 0 then policies.recognition_ratio
            else cast(0 as decimal(9, 4))
        end as recognition_ratio,
        -- Whole months of the fiscal year that the new pay is paid for.
        cast(
            12 - (extract(month from positioned.effective_date) + 12 - calendars.fiscal_year_start_month) % 12 as int
        ) as in_year_months,
        coalesce(units.unit_amount, cast(0.01 as decimal(18, 2))) as unit_amount,
        coalesce(budget_units.unit_amount, cast(0.01 as decimal(18, 2))) as budget_unit_amount,
        coalesce(lump_sum_units.unit_amount, cast(0.01 as decimal(18, 2))) as lump_sum_unit_amount,
        case
            when deciding_checks.rule_id is not null then deciding_checks.consequence
            when positioned.is_promoted and policies.merit_after_promotion = 'none' then 'ineligible'
            when positioned.is_promoted and positioned.promotion_amount is null then 'withheld'
            when matrix.matrix_ratio is null then 'withheld'
            else 'eligible'
        end as eligibility,
        case
            when deciding_checks.rule_id is not null then deciding_checks.rule_id
            when positioned.is_promoted and policies.merit_after_promotion = 'none' then 'promoted_without_merit'
            when positioned.is_promoted and positioned.promotion_amount is null then 'promotion_cost_unknown'
            when matrix.matrix_ratio is null then 'no_matrix_cell'
        end as excluding_rule_id
    from positioned
    left join policies
        on
            positioned.company_id = policies.company_id
            and positioned.cycle_id = policies.cycle_id
            and positioned.scenario_id = policies.scenario_id
    left join calendars
        on
            positioned.company_id = calendars.company_id
            and positioned.cycle_id = calendars.cycle_id
            and positioned.scenario_id = calendars.scenario_id
    left join units
        on
            positioned.company_id = units.company_id
            and positioned.cycle_id = units.cycle_id
            and positioned.scenario_id = units.scenario_id
            and positioned.currency = units.currency
    left join units as budget_units
        on
            positioned.company_id = budget_units.company_id
            and positioned.cycle_id = budget_units.cycle_id
            and positioned.scenario_id = budget_units.scenario_id
            and positioned.budget_currency = budget_units.currency
    left join units as lump_sum_units
        on
            positioned.company_id = lump_sum_units.company_id
            and positioned.cycle_id = lump_sum_units.cycle_id
            and positioned.scenario_id = lump_sum_units.scenario_id
            and positioned.lump_sum_budget_currency = lump_sum_units.currency
    left join matrix
        on
            positioned.company_id = matrix.company_id
            and positioned.cycle_id = matrix.cycle_id
            and positioned.scenario_id = matrix.scenario_id
            and positioned.rating_band = matrix.rating_band
            and positioned.merit_position_band = matrix.position_band
    left join deciding_checks
        on
            positioned.company_id = deciding_checks.company_id
            and positioned.cycle_id = deciding_checks.cycle_id
            and positioned.scenario_id = deciding_checks.scenario_id
            and positioned.person_key = deciding_checks.person_key
),

-- What each eligible person should get by the matrix, and what may be paid at most.
entitled as (
    select
        *,
        cast(cast(merit_base_amount as decimal(38, 2)) * matrix_ratio as decimal(18, 6)) as matrix_amount,
        {{ exact_ratio('least(service_months, proration_months)', 'proration_months') }} as proration_ratio,
        cast(cast(merit_base_amount as decimal(38, 2)) * recognition_ratio as decimal(18, 6)) as recognition_amount,
        {{ exact_ratio(
            'cast(merit_base_amount as decimal(38, 2)) * (matrix_ratio + recognition_ratio)'
            ~ ' * least(service_months, proration_months)',
            'proration_months'
        ) }} as prorated_amount,
        {{ floor_to_unit(
            'greatest(cast(merit_range_maximum_amount as decimal(38, 2)) * fte - merit_base_amount, 0)', 'unit_amount'
        ) }} as headroom_amount,
        {{ floor_to_unit('cast(merit_base_amount as decimal(38, 2)) * policy_cap_ratio', 'unit_amount') }}
            as policy_cap_amount,
        case
            when floor_rule = 'range_minimum'
                then {{ ceil_to_unit(
                    'greatest(cast(merit_range_minimum_amount as decimal(38, 2)) * fte - merit_base_amount, 0)',
                    'unit_amount'
                ) }}
            else cast(0 as decimal(18, 2))
        end as floor_amount
    from judged
    where eligibility = 'eligible'
),

-- What is wanted beyond the range becomes a lump sum, before any scaling; the floor goes before the policy's cap.
capped as (
    select
        *,
        cast(prorated_amount as decimal(18, 2)) as want_amount,
        greatest(least(headroom_amount, policy_cap_amount), floor_amount) as cap_amount,
        cast(
            greatest(least(cast(prorated_amount as decimal(18, 2)), policy_cap_amount) - headroom_amount, 0)
            as decimal(18, 2)
        ) as lump_sum_want_amount,
        {{ ceil_to_unit('cast(floor_amount as decimal(38, 2)) * budget_rate', 'budget_unit_amount') }}
            as budget_floor_amount
    from entitled
),

-- Whoever is below the range is lifted first, out of the same budget. A budget that cannot do that for everybody does
-- it for nobody, and gives nobody anything else.
floored as (
    select
        *,
        sum(budget_floor_amount) over (
            partition by company_id, cycle_id, scenario_id, holder_org_unit_key
        ) as floor_total_amount
    from capped
),

affordable as (
    select * from floored
    where floor_total_amount is null or budget_amount is null or floor_total_amount <= budget_amount
),

withheld_for_floors as (
    select * from floored
    where floor_total_amount > budget_amount
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
    judged.is_promoted,
    judged.promotion_amount,
    judged.merit_base_amount,
    judged.merit_grade_key,
    judged.merit_range_minimum_amount,
    judged.merit_range_midpoint_amount,
    judged.merit_range_maximum_amount,
    {{ exact_ratio(
        'judged.merit_base_amount', 'cast(judged.merit_range_midpoint_amount as decimal(38, 2)) * judged.fte'
    ) }} as merit_compa_ratio,
    judged.review_cycle_id,
    judged.rating_value,
    judged.rating_band,
    judged.rating_label,
    judged.merit_position_band as position_band,
    judged.budget_amount,
    judged.budget_currency,
    judged.budget_rate,
    judged.budget_unit_amount,
    judged.lump_sum_holder_org_unit_key,
    judged.lump_sum_budget_amount,
    judged.lump_sum_budget_rate,
    judged.lump_sum_unit_amount,
    judged.service_months,
    judged.proration_months,
    judged.in_year_months,
    judged.unit_amount,
    judged.max_scale_ratio,
    judged.award_count,
    judged.award_amount,
    judged.award_currency,
    case when withheld_for_floors.person_key is not null then 'withheld' else judged.eligibility end as eligibility,
    case
        when withheld_for_floors.person_key is not null then 'budget_below_floors'
        else judged.excluding_rule_id
    end as excluding_rule_id,
    affordable.matrix_ratio,
    affordable.proration_ratio,
    affordable.recognition_ratio,
    affordable.matrix_amount,
    affordable.recognition_amount,
    affordable.prorated_amount,
    affordable.want_amount,
    affordable.headroom_amount,
    affordable.policy_cap_amount,
    affordable.floor_amount,
    affordable.budget_floor_amount,
    cast(affordable.floor_total_amount as decimal(18, 2)) as floor_total_amount,
    affordable.cap_amount,
    affordable.lump_sum_want_amount
from judged
left join affordable
    on
        judged.company_id = affordable.company_id
        and judged.cycle_id = affordable.cycle_id
        and judged.scenario_id = affordable.scenario_id
        and judged.person_key = affordable.person_key
left join withheld_for_floors
    on
        judged.company_id = withheld_for_floors.company_id
        and judged.cycle_id = withheld_for_floors.cycle_id
        and judged.scenario_id = withheld_for_floors.scenario_id
        and judged.person_key = withheld_for_floors.person_key
