with cycles as (
    select * from {{ ref('compensation_cycle') }}
),

population as (
    select * from {{ ref('compensation_population') }}
),

positions as (
    select * from {{ ref('pay_position') }}
),

last_ratings as (
    select
        *,
        -- Round first, band second: the rating is banded as it is shown.
        cast(rating_value as decimal(9, 2)) as shown_rating_value
    from {{ ref('rating_at_decision') }}
    where recency_rank = 1
),

grades as (
    select * from {{ ref('dim_grade') }}
),

next_ranges as (
    select * from {{ ref('pay_range_in_force') }}
),

circumstances as (
    select * from {{ ref('compensation_circumstance') }}
),

budgets as (
    select * from {{ ref('scenario_budget') }}
),

rates as (
    select * from {{ ref('exchange_rate_in_force') }}
),

units as (
    select * from {{ ref('bridge_org_unit') }}
),

rating_bands as (
    {{ policy_in_force(
        ref('rating_band'), 'cycles',
        ['rating_band', 'rating_label', 'scale_min', 'scale_max', 'lower_value', 'upper_value']
    ) }}
),

position_bands as (
    {{ policy_in_force(
        ref('position_band'), 'cycles', ['position_band', 'lower_ratio', 'upper_ratio'], matched=['matrix_id']
    ) }}
),

-- The nearest unit upwards with a budget of the person's company, for each purpose.
held_budgets as (
    select
        population.company_id,
        population.cycle_id,
        budgets.scenario_id,
        population.person_key,
        population.decision_date,
        budgets.purpose,
        budgets.holder_org_unit_key,
        budgets.amount,
        budgets.currency
    from population
    inner join units
        on population.org_unit_key = units.descendant_org_unit_key
    inner join budgets
        on
            population.company_id = budgets.company_id
            and population.cycle_id = budgets.cycle_id
            and units.ancestor_org_unit_key = budgets.holder_org_unit_key
    qualify
        row_number() over (
            partition by
                population.company_id, population.cycle_id, budgets.scenario_id, population.person_key, budgets.purpose
            order by units.distance, budgets.holder_org_unit_key
        ) = 1
),

-- Pay in another currency is held against a budget at the plan year's rate.
converted_budgets as (
    select
        held_budgets.*,
        case
            when held_budgets.currency = positions.currency then cast(1 as decimal(18, 6))
            else rates.exchange_rate
        end as budget_rate
    from held_budgets
    inner join positions
        on
            held_budgets.company_id = positions.company_id
            and held_budgets.person_key = positions.person_key
            and held_budgets.decision_date = positions.decision_date
    left join rates
        on
            held_budgets.decision_date = rates.decision_date
            and positions.currency = rates.from_currency
            and held_budgets.currency = rates.to_currency
),

person_budgets as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
    {% for purpose in ['merit', 'lump_sum', 'promotion', 'bonus'] -%}
    {%- for column in ['holder_org_unit_key', 'amount', 'currency', 'budget_rate'] -%}
        max(case when purpose = '{{ purpose }}' then {{ column }} end) as {{ purpose }}_{{ column }}
        {{- ',' if not (loop.last and purpose == 'bonus') }}
    {% endfor -%}
    {%- endfor %}
    from converted_budgets
    group by company_id, cycle_id, scenario_id, person_key
)

select
    cycles.company_id,
    cycles.cycle_id,
    cycles.scenario_id,
    population.person_key,
    cycles.decision_date,
    cycles.effective_date,
    population.org_unit_key,
    population.manager_person_key,
    population.job_key,
    population.grade_key,
    population.grade_rank,
    grades.next_grade_key,
    population.service_months,
    population.grade_months,
    population.notice_date,
    population.end_date,
    positions.fte,
    positions.annual_base_amount as base_amount,
    positions.annual_fte_base_amount,
    positions.currency,
    positions.range_minimum_amount,
    positions.range_midpoint_amount,
    positions.range_maximum_amount,
    positions.compa_ratio,
    positions.range_penetration_ratio,
    last_ratings.review_cycle_id,
    last_ratings.shown_rating_value as rating_value,
    last_ratings.is_complete as is_rating_complete,
    rating_bands.rating_band,
    rating_bands.rating_label,
    next_rating_bands.rating_label as next_rating_label,
    next_rating_bands.lower_value as next_rating_value,
    position_bands.position_band,
    person_budgets.merit_holder_org_unit_key as holder_org_unit_key,
    person_budgets.merit_amount as budget_amount,
    person_budgets.merit_currency as budget_currency,
    person_budgets.merit_budget_rate as budget_rate,
    person_budgets.lump_sum_holder_org_unit_key,
    person_budgets.lump_sum_amount as lump_sum_budget_amount,
    person_budgets.lump_sum_currency as lump_sum_budget_currency,
    person_budgets.lump_sum_budget_rate,
    person_budgets.promotion_holder_org_unit_key,
    person_budgets.promotion_amount as promotion_budget_amount,
    person_budgets.promotion_currency as promotion_budget_currency,
    person_budgets.promotion_budget_rate,
    person_budgets.bonus_holder_org_unit_key,
    person_budgets.bonus_amount as bonus_budget_amount,
    person_budgets.bonus_currency as bonus_budget_currency,
    person_budgets.bonus_budget_rate,
    next_ranges.range_minimum_amount as next_range_minimum_amount,
    next_ranges.range_midpoint_amount as next_range_midpoint_amount,
    next_ranges.range_maximum_amount as next_range_maximum_amount,
    population.service_start_date,
    positions.variable_target_amount,
    circumstances.unpaid_leave_days,
    circumstances.improvement_plan_date,
    coalesce(circumstances.award_count, 0) as award_count,
    coalesce(circumstances.recognition_count, 0) as recognition_count,
    circumstances.award_amount,
    circumstances.award_currency,
    coalesce(circumstances.direct_report_count, 0) as direct_report_count
from cycles
inner join population
    on
        cycles.company_id = population.company_id
        and cycles.cycle_id = population.cycle_id
inner join positions
    on
        population.company_id = positions.company_id
        and population.person_key = positions.person_key
        and population.decision_date = positions.decision_date
left join grades
    on population.grade_key = grades.grade_key
left join next_ranges
    on
        positions.company_id = next_ranges.company_id
        and positions.decision_date = next_ranges.decision_date
        and grades.next_grade_key = next_ranges.grade_key
        and positions.currency = next_ranges.currency
left join last_ratings
    on
        population.company_id = last_ratings.company_id
        and population.cycle_id = last_ratings.cycle_id
        and population.person_key = last_ratings.person_key
left join rating_bands
    on
        cycles.company_id = rating_bands.company_id
        and cycles.cycle_id = rating_bands.cycle_id
        and cycles.scenario_id = rating_bands.scenario_id
        and last_ratings.scale_min = rating_bands.scale_min
        and last_ratings.scale_max = rating_bands.scale_max
        and last_ratings.shown_rating_value >= rating_bands.lower_value
        and (
            last_ratings.shown_rating_value < rating_bands.upper_value
            or (
                last_ratings.shown_rating_value = rating_bands.upper_value
                and rating_bands.upper_value = rating_bands.scale_max
            )
        )
left join rating_bands as next_rating_bands
    on
        rating_bands.company_id = next_rating_bands.company_id
        and rating_bands.cycle_id = next_rating_bands.cycle_id
        and rating_bands.scenario_id = next_rating_bands.scenario_id
        and rating_bands.scale_min = next_rating_bands.scale_min
        and rating_bands.scale_max = next_rating_bands.scale_max
        and rating_bands.upper_value = next_rating_bands.lower_value
-- Bands of the compa-ratio are compared as amounts, so that 0.90 is 0.90.
left join position_bands
    on
        cycles.company_id = position_bands.company_id
        and cycles.cycle_id = position_bands.cycle_id
        and cycles.scenario_id = position_bands.scenario_id
        and positions.annual_fte_base_amount
        >= cast(positions.range_midpoint_amount as decimal(38, 2)) * position_bands.lower_ratio
        and (
            position_bands.upper_ratio is null
            or positions.annual_fte_base_amount
            < cast(positions.range_midpoint_amount as decimal(38, 2)) * position_bands.upper_ratio
        )
left join person_budgets
    on
        cycles.company_id = person_budgets.company_id
        and cycles.cycle_id = person_budgets.cycle_id
        and cycles.scenario_id = person_budgets.scenario_id
        and population.person_key = person_budgets.person_key
left join circumstances
    on
        population.company_id = circumstances.company_id
        and population.cycle_id = circumstances.cycle_id
        and population.person_key = circumstances.person_key
