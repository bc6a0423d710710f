{#- A rule about the budget asks for the one of its own decision. -#}
{%- set budget = {} -%}
{%- for name in ['budget_amount', 'budget_currency', 'budget_rate'] -%}
    {%- do budget.update({
        name: 'case when rules.decision = \'bonus\' then candidates.bonus_' ~ name ~ ' else candidates.' ~ name ~ ' end'
    }) -%}
{%- endfor -%}

with candidates as (
    select * from {{ ref('compensation_candidate') }}
),

cycles as (
    select * from {{ ref('compensation_cycle') }}
),

rules as (
    {{ policy_in_force(
        ref('eligibility_rule'), 'cycles',
        ['decision', 'rule_id', 'rule_sequence', 'consequence', 'threshold_value']
    ) }}
),

-- A rule judges what is known; what is absent has a rule of its own.
judged as (
    select
        candidates.company_id,
        candidates.cycle_id,
        candidates.scenario_id,
        candidates.person_key,
        rules.decision,
        rules.rule_id,
        rules.rule_sequence,
        rules.consequence,
        case rules.rule_id
            when 'on_notice' then candidates.notice_date is null and candidates.end_date is null
            when 'hired_after_cutoff' then candidates.service_months >= rules.threshold_value
            when 'not_full_cycle' then candidates.service_months >= rules.threshold_value
            when 'unpaid_leave' then coalesce(candidates.unpaid_leave_days < rules.threshold_value, true)
            when 'improvement_plan' then candidates.improvement_plan_date is null
            when 'no_pay' then coalesce(candidates.base_amount > 0, false)
            when 'no_range' then candidates.base_amount is null or candidates.range_maximum_amount is not null
            when 'range_upside_down'
                then coalesce(
                    candidates.range_minimum_amount <= candidates.range_midpoint_amount
                    and candidates.range_midpoint_amount <= candidates.range_maximum_amount, true
                )
            when 'unrated' then candidates.rating_band is not null
            when 'incomplete_rating' then coalesce(candidates.is_rating_complete, true)
            when 'no_budget' then {{ budget.budget_amount }} is not null
            when 'no_exchange_rate'
                then {{ budget.budget_amount }} is null
                or candidates.currency is null
                or {{ budget.budget_rate }} is not null
            when 'no_grade' then candidates.grade_rank is not null
            when 'no_next_grade' then candidates.grade_rank is null or candidates.next_grade_key is not null
            when 'time_in_grade' then candidates.grade_months >= rules.threshold_value
            when 'rating_floor' then coalesce(candidates.rating_band >= rules.threshold_value, true)
        end as is_passed,
        case rules.rule_id
            when 'on_notice' then cast(coalesce(candidates.notice_date, candidates.end_date) as string)
            when 'hired_after_cutoff' then cast(candidates.service_months as string)
            when 'not_full_cycle' then cast(candidates.service_months as string)
            when 'unpaid_leave' then cast(candidates.unpaid_leave_days as string)
            when 'improvement_plan' then cast(candidates.improvement_plan_date as string)
            when 'no_pay' then cast(candidates.base_amount as string)
            when 'no_range' then cast(candidates.range_maximum_amount as string)
            when 'range_upside_down'
                then cast(candidates.range_minimum_amount as string)
                || ' / ' || cast(candidates.range_midpoint_amount as string)
                || ' / ' || cast(candidates.range_maximum_amount as string)
            when 'unrated' then cast(candidates.rating_value as string)
            when 'incomplete_rating' then candidates.review_cycle_id
            when 'no_budget' then cast({{ budget.budget_amount }} as string)
            when 'no_exchange_rate' then candidates.currency
            when 'no_grade' then cast(candidates.grade_rank as string)
            when 'no_next_grade' then cast(candidates.grade_rank as string)
            when 'time_in_grade' then cast(candidates.grade_months as string)
            when 'rating_floor' then cast(candidates.rating_band as string)
        end as input_value,
        case rules.rule_id
            when 'on_notice' then 'notice_or_end_date'
            when 'hired_after_cutoff' then 'service_months'
            when 'not_full_cycle' then 'service_months'
            when 'unpaid_leave' then 'unpaid_leave_days'
            when 'improvement_plan' then 'improvement_plan_date'
            when 'no_pay' then 'base_amount'
            when 'no_range' then 'range_maximum_amount'
            when 'range_upside_down' then 'range_minimum_midpoint_maximum'
            when 'unrated' then 'rating_value'
            when 'incomplete_rating' then 'review_cycle_id'
            when 'no_budget' then 'budget_amount'
            when 'no_exchange_rate' then 'currency'
            when 'no_grade' then 'grade_rank'
            when 'no_next_grade' then 'grade_rank'
            when 'time_in_grade' then 'grade_months'
            when 'rating_floor' then 'rating_band'
        end as input_name,
        case
            when rules.rule_id = 'no_exchange_rate' then {{ budget.budget_currency }}
            else cast(cast(rules.threshold_value as int) as string)
        end as threshold,
        -- How far the value is from what the rule asks for: positive while it is short of it.
        cast(case rules.rule_id
            when 'hired_after_cutoff' then rules.threshold_value - candidates.service_months
            when 'not_full_cycle' then rules.threshold_value - candidates.service_months
            when 'time_in_grade' then rules.threshold_value - candidates.grade_months
            when 'rating_floor' then rules.threshold_value - candidates.rating_band
        end as decimal(18, 6)) as distance_to_next
    from candidates
    inner join rules
        on
            candidates.company_id = rules.company_id
            and candidates.cycle_id = rules.cycle_id
            and candidates.scenario_id = rules.scenario_id
)

select
    company_id,
    cycle_id,
    scenario_id,
    person_key,
    decision,
    rule_id,
    rule_sequence,
    consequence,
    is_passed,
    not is_passed and row_number() over (
        partition by company_id, cycle_id, scenario_id, person_key, decision
        order by case when is_passed then 1 else 0 end, rule_sequence
    ) = 1 as is_deciding,
    input_name,
    input_value,
    threshold,
    distance_to_next
from judged
