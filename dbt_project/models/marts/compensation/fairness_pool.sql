-- Who could have been recommended, and who was: people whom policy excludes, or of whom something needed is not known,
-- are in no pool.
with cycles as (
    select * from {{ ref('compensation_cycle') }}
),

increments as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        'increment' as decision,
        decision_date,
        increment_amount > 0 or lump_sum_amount > 0 as is_selected,
        cast(increment_amount as double) / nullif(cast(base_amount as double), 0) as outcome_value,
        coalesce(grade_key, '') as stratum,
        coalesce(rating_band, '') || '/' || coalesce(position_band, '') as cell_key
    from {{ ref('increment_recommendation') }}
    where status in ('recommended', 'no_increase')
),

-- An increment nearly everybody gets; who gets one above the middle of the company's is the more telling question.
middles as (
    select
        company_id,
        cycle_id,
        scenario_id,
        median(outcome_value) as middle_value
    from increments
    group by company_id, cycle_id, scenario_id
),

high_increments as (
    select
        increments.company_id,
        increments.cycle_id,
        increments.scenario_id,
        increments.person_key,
        'high_increment' as decision,
        increments.decision_date,
        increments.outcome_value > middles.middle_value as is_selected,
        cast(case when increments.outcome_value > middles.middle_value then 1 else 0 end as double) as outcome_value,
        increments.stratum,
        increments.cell_key
    from increments
    inner join middles
        on
            increments.company_id = middles.company_id
            and increments.cycle_id = middles.cycle_id
            and increments.scenario_id = middles.scenario_id
),

-- A promotion is judged among people of one grade.
promotions as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        'promotion' as decision,
        decision_date,
        status = 'recommended' as is_selected,
        cast(case when status = 'recommended' then 1 else 0 end as double) as outcome_value,
        coalesce(grade_key, '') as stratum,
        coalesce(grade_key, '') as cell_key
    from {{ ref('promotion_recommendation') }}
    where status in ('recommended', 'unfunded', 'not_yet')
),

decisions as (
    select * from increments
    union all
    select * from high_increments
    union all
    select * from promotions
),

people as (
    select
        person_key,
        gender,
        birth_date
    from {{ ref('dim_employee') }}
),

bands as (
    {{ policy_in_force(ref('age_band'), 'cycles', ['age_band', 'lower_age', 'upper_age']) }}
),

aged as (
    select
        decisions.*,
        people.gender,
        cast(floor({{ completed_months('people.birth_date', 'decisions.decision_date') }} / 12) as int) as age
    from decisions
    inner join people
        on decisions.person_key = people.person_key
),

grouped as (
    select
        company_id,
        cycle_id,
        scenario_id,
        decision,
        'gender' as attribute,
        person_key,
        gender as group_id,
        is_selected,
        outcome_value,
        stratum,
        cell_key
    from aged
    where gender in ('female', 'male')

    union all

    select
        aged.company_id,
        aged.cycle_id,
        aged.scenario_id,
        aged.decision,
        'age_band' as attribute,
        aged.person_key,
        bands.age_band as group_id,
        aged.is_selected,
        aged.outcome_value,
        aged.stratum,
        aged.cell_key
    from aged
    inner join bands
        on
            aged.company_id = bands.company_id
            and aged.cycle_id = bands.cycle_id
            and aged.scenario_id = bands.scenario_id
            and aged.age >= bands.lower_age
            and (bands.upper_age is null or aged.age < bands.upper_age)
)

select
    company_id,
    cycle_id,
    scenario_id,
    decision,
    attribute,
    person_key,
    group_id,
    is_selected,
    cast(outcome_value as decimal(18, 6)) as outcome_value,
    stratum,
    cell_key
from grouped
