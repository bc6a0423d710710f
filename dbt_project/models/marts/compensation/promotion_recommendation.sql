with candidates as (
    select * from {{ ref('compensation_candidate') }}
),

cycles as (
    select * from {{ ref('compensation_cycle') }}
),

deciding_checks as (
    select * from {{ ref('compensation_check') }}
    where decision = 'promotion' and is_deciding
),

components as (
    select * from {{ ref('promotion_score') }}
),

bands as (
    {{ policy_in_force(ref('readiness_band'), 'cycles', ['readiness', 'lower_score', 'upper_score']) }}
),

policies as (
    {{ policy_in_force(ref('promotion_policy'), 'cycles', ['minimum_increase_ratio']) }}
),

calendars as (
    {{ policy_in_force(ref('fiscal_calendar'), 'cycles', ['fiscal_year_start_month']) }}
),

payment_units as (
    {{ policy_in_force(ref('payment_unit'), 'cycles', ['currency', 'unit_amount']) }}
),

scores as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        max(coverage_ratio) as coverage_ratio,
        max(readiness_score) as readiness_score,
        max(next_readiness) as next_readiness,
        max(distance_to_next_band) as distance_to_next_band,
        max(case when lever_rank = 1 then component_id end) as lever_component_id,
        max(case when lever_rank = 1 then needed_input_change end) as lever_input_change,
        cast(count(*) - count(unit_score) as int) as missing_component_count
    from components
    group by company_id, cycle_id, scenario_id, person_key
),

scored as (
    select
        candidates.*,
        deciding_checks.rule_id as failed_gate,
        deciding_checks.consequence,
        scores.coverage_ratio,
        scores.readiness_score,
        scores.next_readiness,
        scores.distance_to_next_band,
        scores.lever_component_id,
        scores.lever_input_change,
        scores.missing_component_count,
        bands.readiness as score_band,
        policies.minimum_increase_ratio,
        coalesce(payment_units.unit_amount, cast(0.01 as decimal(18, 2))) as unit_amount,
        -- Whole months of the fiscal year that the new pay is paid for.
        cast(
            12 - (extract(month from candidates.effective_date) + 12 - calendars.fiscal_year_start_month) % 12 as int
        ) as in_year_months,
        count(candidates.promotion_budget_amount) over (
            partition by candidates.company_id, candidates.cycle_id, candidates.scenario_id
        ) > 0 as is_budgeted
    from candidates
    left join deciding_checks
        on
            candidates.company_id = deciding_checks.company_id
            and candidates.cycle_id = deciding_checks.cycle_id
            and candidates.scenario_id = deciding_checks.scenario_id
            and candidates.person_key = deciding_checks.person_key
    left join scores
        on
            candidates.company_id = scores.company_id
            and candidates.cycle_id = scores.cycle_id
            and candidates.scenario_id = scores.scenario_id
            and candidates.person_key = scores.person_key
    left join bands
        on
            candidates.company_id = bands.company_id
            and candidates.cycle_id = bands.cycle_id
            and candidates.scenario_id = bands.scenario_id
            and scores.readiness_score >= bands.lower_score
            and (bands.upper_score is null or scores.readiness_score < bands.upper_score)
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
    left join payment_units
        on
            candidates.company_id = payment_units.company_id
            and candidates.cycle_id = payment_units.cycle_id
            and candidates.scenario_id = payment_units.scenario_id
            and candidates.currency = payment_units.currency
),

-- Why the cost of the next level cannot be said; what is not known is not 0.
known as (
    select
        *,
        case
            when coalesce(base_amount, 0) = 0 then 'no_pay'
            when next_range_minimum_amount is null or next_range_maximum_amount is null then 'no_next_range'
            when
                next_range_minimum_amount > next_range_midpoint_amount
                or next_range_midpoint_amount > next_range_maximum_amount
                then 'next_range_upside_down'
        end as unknown_cost_reason
    from scored
),

-- What lifts base pay to the next range, or the policy's increase where that is more, within the next range.
lifted as (
    select
        *,
        {{ ceil_to_unit(
            'greatest(cast(next_range_minimum_amount as decimal(38, 2)) * fte - base_amount, 0)', 'unit_amount'
        ) }} as lift_amount,
        {{ ceil_to_unit('cast(base_amount as decimal(38, 2)) * minimum_increase_ratio', 'unit_amount') }}
            as minimum_increase_amount,
        {{ floor_to_unit(
            'greatest(cast(next_range_maximum_amount as decimal(38, 2)) * fte - base_amount, 0)', 'unit_amount'
        ) }} as next_headroom_amount
    from known
),

costed as (
    select
        *,
        case
            when unknown_cost_reason is null
                then least(greatest(lift_amount, minimum_increase_amount), next_headroom_amount)
        end as next_level_cost_amount
    from lifted
),

-- The ready whose cost is known, against the budget in its own currency; who costs nothing asks for none of it.
queued as (
    select
        *,
        {{ ceil_to_unit(
            'cast(next_level_cost_amount as decimal(38, 2)) * promotion_budget_rate', '0.01'
        ) }} as budget_cost_amount,
        failed_gate is null
        and coalesce(score_band, '') = 'ready_now'
        and coalesce(next_level_cost_amount, 0) > 0
        and promotion_budget_amount is not null
        and promotion_budget_rate is not null as is_queued
    from costed
),

-- Funded in the order of readiness until the next in line costs more than is left: nobody is overtaken.
summed as (
    select
        *,
        case
            when is_queued
                then sum(budget_cost_amount) over (
                    partition by company_id, cycle_id, scenario_id, promotion_holder_org_unit_key, is_queued
                    order by readiness_score desc, person_key asc
                    rows between unbounded preceding and current row
                )
        end as queue_cost_amount,
        case
            when is_queued
                then cast(row_number() over (
                    partition by company_id, cycle_id, scenario_id, promotion_holder_org_unit_key, is_queued
                    order by readiness_score desc, person_key asc
                ) as int)
        end as funding_rank
    from queued
),

judged as (
    select
        *,
        case
            when failed_gate is not null then failed_gate
            when score_band is null then 'coverage'
            when score_band <> 'ready_now' then 'readiness_score'
            when not is_budgeted then 'ready_now'
            when next_level_cost_amount is null then unknown_cost_reason
            when next_level_cost_amount = 0 then 'ready_now'
            when promotion_budget_amount is null then 'no_promotion_budget'
            when promotion_budget_rate is null then 'no_exchange_rate'
            when queue_cost_amount <= promotion_budget_amount then 'ready_now'
            else 'no_promotion_budget_left'
        end as status_reason
    from summed
),

decided as (
    select
        *,
        case
            when failed_gate is not null then consequence
            when status_reason = 'ready_now' then 'recommended'
            when status_reason in ('no_promotion_budget', 'no_promotion_budget_left') then 'unfunded'
            when status_reason = 'readiness_score' then 'not_yet'
            else 'withheld'
        end as status
    from judged
),

given as (
    select
        *,
        case when status = 'recommended' then next_level_cost_amount else cast(0 as decimal(18, 2)) end
            as promotion_amount
    from decided
)

select
    company_id,
    cycle_id,
    scenario_id,
    person_key,
    org_unit_key,
    grade_key,
    next_grade_key,
    job_key,
    manager_person_key,
    decision_date,
    effective_date,
    failed_gate is null as gates_passed,
    failed_gate,
    readiness_score,
    coverage_ratio,
    case
        when next_grade_key is null or score_band is null then 'not_assessed'
        when score_band = 'ready_now' and failed_gate is not null then 'under_1_year'
        else score_band
    end as readiness,
    next_readiness,
    distance_to_next_band,
    lever_component_id,
    lever_input_change,
    coalesce(missing_component_count, 0) as missing_component_count,
    status,
    status_reason,
    base_amount,
    fte,
    next_range_minimum_amount,
    next_range_midpoint_amount,
    next_range_maximum_amount,
    minimum_increase_amount,
    next_level_cost_amount,
    unknown_cost_reason,
    promotion_holder_org_unit_key,
    promotion_budget_amount,
    promotion_budget_currency,
    promotion_budget_rate,
    is_budgeted,
    funding_rank,
    case when is_queued then budget_cost_amount end as budget_cost_amount,
    case
        when is_queued
            then cast(greatest(promotion_budget_amount - queue_cost_amount + budget_cost_amount, 0) as decimal(18, 2))
    end as budget_left_amount,
    case
        when status_reason = 'no_promotion_budget_left'
            then cast(queue_cost_amount - promotion_budget_amount as decimal(18, 2))
    end as budget_short_amount,
    -- Whether the person key alone stands between somebody funded and somebody who is not.
    is_queued
    and max(case when status = 'recommended' then 1 else 0 end) over same_score
    <> min(case when status = 'recommended' then 1 else 0 end) over same_score as is_funding_tie_broken,
    promotion_amount,
    {{ exact_ratio('promotion_amount * in_year_months', '12', 2) }} as promotion_in_year_cost_amount,
    currency
from given
window same_score as (
    partition by company_id, cycle_id, scenario_id, promotion_holder_org_unit_key, is_queued, readiness_score
)
