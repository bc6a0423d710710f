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

-- A rule about the budget asks for the one of its own decision.
asked as (
    select
        candidates.*,
        rules.decision,
        rules.rule_id,
        rules.rule_sequence,
        rules.consequence,
        rules.threshold_value,
    {% for name in ['budget_amount', 'budget_currency', 'budget_rate'] -%}
        case
            when rules.decision = 'bonus' then candidates.bonus_{{ name }} else candidates.{{ name }}
        end as asked_{{ name }}
        {{- ',' if not loop.last }}
    {% endfor %}
    from candidates
    inner join rules
        on
            candidates.company_id = rules.company_id
            and candidates.cycle_id = rules.cycle_id
            and candidates.scenario_id = rules.scenario_id
),

-- A rule judges what is known; what is absent has a rule of its own.
judged as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        decision,
        rule_id,
        rule_sequence,
        consequence,
        case rule_id
            when 'on_notice' then notice_date is null and end_date is null
            when 'hired_after_cutoff' then service_months >= threshold_value
            when 'not_full_cycle' then service_months >= threshold_value
            when 'unpaid_leave' then coalesce(unpaid_leave_days < threshold_value, true)
            when 'improvement_plan' then improvement_plan_date is null
            when 'no_pay' then coalesce(base_amount > 0, false)
            when 'no_range' then base_amount is null or range_maximum_amount is not null
            when 'range_upside_down'
                then coalesce(
                    range_minimum_amount <= range_midpoint_amount
                    and range_midpoint_amount <= range_maximum_amount, true
                )
            when 'unrated' then rating_band is not null
            when 'incomplete_rating' then coalesce(is_rating_complete, true)
            when 'no_budget' then asked_budget_amount is not null
            when 'no_exchange_rate'
                then
                    asked_budget_amount is null
                    or currency is null
                    or asked_budget_rate is not null
            when 'no_grade' then grade_rank is not null
            when 'no_next_grade' then grade_rank is null or next_grade_key is not null
            when 'time_in_grade' then grade_months >= threshold_value
            when 'rating_floor' then coalesce(rating_band >= threshold_value, true)
        end as is_passed,
        case rule_id
            when 'on_notice' then cast(coalesce(notice_date, end_date) as string)
            when 'hired_after_cutoff' then cast(service_months as string)
            when 'not_full_cycle' then cast(service_months as string)
            when 'unpaid_leave' then cast(unpaid_leave_days as string)
            when 'improvement_plan' then cast(improvement_plan_date as string)
            when 'no_pay' then cast(base_amount as string)
            when 'no_range' then cast(range_maximum_amount as string)
            when 'range_upside_down'
                then
                    cast(range_minimum_amount as string)
                    || ' / ' || cast(range_midpoint_amount as string)
                    || ' / ' || cast(range_maximum_amount as string)
            when 'unrated' then cast(rating_value as string)
            when 'incomplete_rating' then review_cycle_id
            when 'no_budget' then cast(asked_budget_amount as string)
            when 'no_exchange_rate' then currency
            when 'no_grade' then cast(grade_rank as string)
            when 'no_next_grade' then cast(grade_rank as string)
            when 'time_in_grade' then cast(grade_months as string)
            when 'rating_floor' then cast(rating_band as string)
        end as input_value,
        case rule_id
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
            when rule_id = 'no_exchange_rate' then asked_budget_currency
            else cast(cast(threshold_value as int) as string)
        end as threshold,
        -- How far the value is from what the rule asks for: positive while it is short of it.
        cast(case rule_id
            when 'hired_after_cutoff' then threshold_value - service_months
            when 'not_full_cycle' then threshold_value - service_months
            when 'time_in_grade' then threshold_value - grade_months
            when 'rating_floor' then threshold_value - rating_band
        end as decimal(18, 6)) as distance_to_next
    from asked
),

-- Few rules fail: only those are put in order.
deciding as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        decision,
        rule_id
    from judged
    where not is_passed
    qualify
        row_number() over (
            partition by company_id, cycle_id, scenario_id, person_key, decision
            order by rule_sequence, rule_id
        ) = 1
)

select
    judged.company_id,
    judged.cycle_id,
    judged.scenario_id,
    judged.person_key,
    judged.decision,
    judged.rule_id,
    judged.rule_sequence,
    judged.consequence,
    judged.is_passed,
    deciding.rule_id is not null as is_deciding,
    judged.input_name,
    judged.input_value,
    judged.threshold,
    judged.distance_to_next
from judged
left join deciding
    on
        judged.company_id = deciding.company_id
        and judged.cycle_id = deciding.cycle_id
        and judged.scenario_id = deciding.scenario_id
        and judged.person_key = deciding.person_key
        and judged.decision = deciding.decision
        and judged.rule_id = deciding.rule_id
