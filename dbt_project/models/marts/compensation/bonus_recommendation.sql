with candidates as (
    select * from {{ ref('compensation_candidate') }}
),

cycles as (
    select * from {{ ref('compensation_cycle') }}
),

deciding_checks as (
    select * from {{ ref('compensation_check') }}
    where decision = 'bonus' and is_deciding
),

pay as (
    select * from {{ ref('fct_pay') }}
),

employments as (
    select * from {{ ref('fct_employment') }}
),

company_factors as (
    select * from {{ ref('bonus_factor') }}
),

policies as (
    {{ policy_in_force(ref('bonus_policy'), 'cycles', ['maximum_ratio', 'max_scale_ratio']) }}
),

targets as (
    {{ policy_in_force(ref('bonus_target'), 'cycles', ['lower_rank', 'upper_rank', 'target_ratio']) }}
),

individual_factors as (
    {{ policy_in_force(ref('bonus_individual_factor'), 'cycles', ['rating_band', 'factor_ratio']) }}
),

payment_units as (
    {{ policy_in_force(ref('payment_unit'), 'cycles', ['currency', 'unit_amount']) }}
),

years as (
    select
        company_id,
        cycle_id,
        scenario_id,
        cast({{ dbt.dateadd('month', -12, 'effective_date') }} as date) as year_start_date,
        effective_date as year_end_date
    from cycles
),

-- Base pay of the twelve months before the effective date, day by day as it stood, while employed and in service.
paid_ranges as (
    select
        candidates.company_id,
        candidates.cycle_id,
        candidates.scenario_id,
        candidates.person_key,
        pay.annual_base_amount,
        pay.currency,
        {{ days_between('years.year_start_date', 'years.year_end_date') }} as year_days,
        greatest(
            {{ days_between(
                'greatest(pay.valid_from, employments.start_date, candidates.service_start_date, years.year_start_date)',
                'least(' ~ until('pay.valid_to') ~ ', coalesce(' ~ add_days('employments.end_date', 1)
                ~ ", cast('9999-12-31' as date)), years.year_end_date)"
            ) }}, 0
        ) as paid_days
    from candidates
    inner join years
        on
            candidates.company_id = years.company_id
            and candidates.cycle_id = years.cycle_id
            and candidates.scenario_id = years.scenario_id
    inner join pay
        on
            candidates.company_id = pay.company_id
            and candidates.person_key = pay.person_key
    inner join employments
        on pay.employment_key = employments.employment_key
),

earned as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        count(distinct currency) as currency_count,
        {{ exact_ratio('sum(cast(annual_base_amount as decimal(38, 2)) * paid_days)', 'max(year_days)', 2) }}
            as eligible_earnings_amount
    from paid_ranges
    where paid_days > 0
    group by company_id, cycle_id, scenario_id, person_key
),

judged as (
    select
        candidates.*,
        earned.eligible_earnings_amount,
        case
            when candidates.variable_target_amount is not null
                then {{ exact_ratio('candidates.variable_target_amount', 'candidates.base_amount') }}
            else cast(targets.target_ratio as decimal(18, 6))
        end as target_ratio,
        company_factors.score as company_score,
        company_factors.company_factor,
        individual_factors.factor_ratio as individual_factor,
        policies.maximum_ratio,
        policies.max_scale_ratio,
        coalesce(units.unit_amount, cast(0.01 as decimal(18, 2))) as unit_amount,
        coalesce(budget_units.unit_amount, cast(0.01 as decimal(18, 2))) as budget_unit_amount,
        deciding_checks.consequence,
        case
            when deciding_checks.rule_id is not null then deciding_checks.rule_id
            when earned.eligible_earnings_amount is null then 'no_earnings'
            when earned.currency_count > 1 then 'earnings_in_two_currencies'
            when candidates.variable_target_amount is null and targets.target_ratio is null then 'no_bonus_target'
            when company_factors.company_factor is null then 'no_company_score'
            when individual_factors.factor_ratio is null then 'no_individual_factor'
        end as excluding_rule_id
    from candidates
    left join policies
        on
            candidates.company_id = policies.company_id
            and candidates.cycle_id = policies.cycle_id
            and candidates.scenario_id = policies.scenario_id
    left join targets
        on
            candidates.company_id = targets.company_id
            and candidates.cycle_id = targets.cycle_id
            and candidates.scenario_id = targets.scenario_id
            and candidates.grade_rank >= targets.lower_rank
            and (targets.upper_rank is null or candidates.grade_rank < targets.upper_rank)
    left join company_factors
        on
            candidates.company_id = company_factors.company_id
            and candidates.cycle_id = company_factors.cycle_id
            and candidates.scenario_id = company_factors.scenario_id
    left join individual_factors
        on
            candidates.company_id = individual_factors.company_id
            and candidates.cycle_id = individual_factors.cycle_id
            and candidates.scenario_id = individual_factors.scenario_id
            and candidates.rating_band = individual_factors.rating_band
    left join earned
        on
            candidates.company_id = earned.company_id
            and candidates.cycle_id = earned.cycle_id
            and candidates.scenario_id = earned.scenario_id
            and candidates.person_key = earned.person_key
    left join payment_units as units
        on
            candidates.company_id = units.company_id
            and candidates.cycle_id = units.cycle_id
            and candidates.scenario_id = units.scenario_id
            and candidates.currency = units.currency
    left join payment_units as budget_units
        on
            candidates.company_id = budget_units.company_id
            and candidates.cycle_id = budget_units.cycle_id
            and candidates.scenario_id = budget_units.scenario_id
            and candidates.bonus_budget_currency = budget_units.currency
    left join deciding_checks
        on
            candidates.company_id = deciding_checks.company_id
            and candidates.cycle_id = deciding_checks.cycle_id
            and candidates.scenario_id = deciding_checks.scenario_id
            and candidates.person_key = deciding_checks.person_key
),

-- Earnings times target times factors, one step a column.
targeted as (
    select
        *,
        cast(cast(eligible_earnings_amount as decimal(38, 2)) * target_ratio as decimal(18, 6)) as target_amount
    from judged
    where excluding_rule_id is null
),

factored as (
    select
        *,
        cast(cast(target_amount as decimal(38, 6)) * company_factor as decimal(18, 6)) as company_amount
    from targeted
),

wanted as (
    select
        *,
        cast(cast(company_amount as decimal(38, 6)) * individual_factor as decimal(18, 6)) as individual_amount,
        {{ floor_to_unit('cast(eligible_earnings_amount as decimal(38, 2)) * maximum_ratio', 'unit_amount') }}
            as cap_amount
    from factored
),

pools as (
    select
        company_id,
        cycle_id,
        scenario_id,
        bonus_holder_org_unit_key,
        person_key,
        cast(cast(individual_amount as decimal(38, 6)) * bonus_budget_rate as decimal(18, 2)) as want_amount,
        {{ floor_to_unit('cast(cap_amount as decimal(38, 2)) * bonus_budget_rate', 'budget_unit_amount') }}
            as cap_amount,
        bonus_budget_amount as pool_amount,
        budget_unit_amount as unit_amount,
        max_scale_ratio
    from wanted
),

fit as (
    {{ fit_to_budget('pools', ['company_id', 'cycle_id', 'scenario_id', 'bonus_holder_org_unit_key'], 'person_key') }}
),

fitted as (
    select
        judged.*,
        wanted.target_amount,
        wanted.company_amount,
        wanted.individual_amount,
        wanted.cap_amount as bonus_cap_amount,
        fit.scale_ratio,
        coalesce(fit.is_at_cap, false) as is_at_cap,
        {{ exact_ratio('fit.scaled_amount', 'judged.bonus_budget_rate') }} as scaled_amount,
        {{ exact_ratio('fit.exact_amount', 'judged.bonus_budget_rate') }} as exact_amount,
        coalesce(fit.is_tie_broken, false) as is_tie_broken,
        coalesce(fit.fitted_amount, cast(0 as decimal(18, 2))) as fitted_amount,
        case
            when judged.excluding_rule_id is null then 'eligible'
            else coalesce(judged.consequence, 'withheld')
        end as eligibility
    from judged
    left join wanted
        on
            judged.company_id = wanted.company_id
            and judged.cycle_id = wanted.cycle_id
            and judged.scenario_id = wanted.scenario_id
            and judged.person_key = wanted.person_key
    left join fit
        on
            judged.company_id = fit.company_id
            and judged.cycle_id = fit.cycle_id
            and judged.scenario_id = fit.scenario_id
            and judged.person_key = fit.person_key
),

paid as (
    select
        *,
        case
            when eligibility <> 'withheld'
                then coalesce(
                    {{ floor_at_rate('fitted_amount', 'bonus_budget_rate', 'unit_amount') }},
                    cast(0 as decimal(18, 2))
                )
        end as bonus_amount,
        case when eligibility <> 'withheld' then fitted_amount end as budget_cost_amount
    from fitted
)

select
    company_id,
    cycle_id,
    scenario_id,
    person_key,
    bonus_holder_org_unit_key,
    org_unit_key,
    grade_key,
    job_key,
    manager_person_key,
    currency,
    decision_date,
    effective_date,
    rating_band,
    rating_label,
    case
        when eligibility <> 'eligible' then eligibility
        when bonus_amount > 0 then 'recommended'
        else 'no_bonus'
    end as status,
    case
        when eligibility <> 'eligible' then excluding_rule_id
        when bonus_amount > 0 then 'bonus_target'
        when company_factor = 0 then 'company_factor'
        when individual_factor = 0 then 'individual_factor'
        else 'nothing_left_in_pool'
    end as status_reason,
    eligible_earnings_amount,
    target_ratio,
    company_score,
    company_factor,
    individual_factor,
    target_amount,
    company_amount,
    individual_amount,
    bonus_cap_amount,
    scale_ratio,
    is_at_cap,
    scaled_amount,
    exact_amount,
    unit_amount,
    bonus_amount,
    bonus_budget_amount,
    bonus_budget_currency,
    bonus_budget_rate,
    budget_unit_amount,
    budget_cost_amount,
    award_count,
    award_amount,
    award_currency,
    is_tie_broken
from paid
