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

budgets as (
    select * from {{ ref('scenario_budget') }}
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
        budgets.purpose,
        budgets.holder_org_unit_key,
        budgets.amount,
        budgets.currency,
        row_number() over (
            partition by
                population.company_id, population.cycle_id, budgets.scenario_id, population.person_key, budgets.purpose
            order by units.distance, budgets.holder_org_unit_key
        ) as holder_rank
    from population
    inner join units
        on population.org_unit_key = units.descendant_org_unit_key
    inner join budgets
        on
            population.company_id = budgets.company_id
            and population.cycle_id = budgets.cycle_id
            and units.ancestor_org_unit_key = budgets.holder_org_unit_key
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
    position_bands.position_band,
    merit_budgets.holder_org_unit_key,
    merit_budgets.amount as budget_amount,
    merit_budgets.currency as budget_currency,
    lump_sum_budgets.holder_org_unit_key as lump_sum_holder_org_unit_key,
    case when lump_sum_budgets.currency = positions.currency then lump_sum_budgets.amount end as lump_sum_budget_amount,
    next_ranges.range_minimum_amount as next_range_minimum_amount
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
left join held_budgets as merit_budgets
    on
        cycles.company_id = merit_budgets.company_id
        and cycles.cycle_id = merit_budgets.cycle_id
        and cycles.scenario_id = merit_budgets.scenario_id
        and population.person_key = merit_budgets.person_key
        and merit_budgets.purpose = 'merit'
        and merit_budgets.holder_rank = 1
left join held_budgets as lump_sum_budgets
    on
        cycles.company_id = lump_sum_budgets.company_id
        and cycles.cycle_id = lump_sum_budgets.cycle_id
        and cycles.scenario_id = lump_sum_budgets.scenario_id
        and population.person_key = lump_sum_budgets.person_key
        and lump_sum_budgets.purpose = 'lump_sum'
        and lump_sum_budgets.holder_rank = 1
