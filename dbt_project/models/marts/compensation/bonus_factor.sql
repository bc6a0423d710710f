-- What the year was worth to each company: the scorecard of the lowest unit above most of its people (the group's,
-- where a company has none of its own), and the factor that policy gives for it.
with cycles as (
    select * from {{ ref('compensation_cycle') }}
),

population as (
    select * from {{ ref('compensation_population') }}
),

units as (
    select * from {{ ref('bridge_org_unit') }}
),

scorecards as (
    select * from {{ ref('scorecard_org_unit') }}
),

bands as (
    {{ policy_in_force(ref('bonus_company_factor'), 'cycles', ['lower_score', 'upper_score', 'factor_ratio']) }}
),

-- The last scorecard of each unit that had ended by the decision date.
last_scorecards as (
    select
        cycles.company_id,
        cycles.cycle_id,
        cycles.scenario_id,
        scorecards.org_unit_key,
        scorecards.score,
        scorecards.period_end_date
    from cycles
    inner join scorecards
        on cycles.decision_date >= scorecards.period_end_date
    qualify
        row_number() over (
            partition by cycles.company_id, cycles.cycle_id, cycles.scenario_id, scorecards.org_unit_key
            order by scorecards.period_end_date desc, scorecards.period_start_date desc, scorecards.company_id asc
        ) = 1
),

covered as (
    select
        last_scorecards.company_id,
        last_scorecards.cycle_id,
        last_scorecards.scenario_id,
        last_scorecards.org_unit_key,
        last_scorecards.score,
        last_scorecards.period_end_date,
        count(*) as people_count,
        sum(units.distance) as distance
    from last_scorecards
    inner join units
        on last_scorecards.org_unit_key = units.ancestor_org_unit_key
    inner join population
        on
            last_scorecards.company_id = population.company_id
            and last_scorecards.cycle_id = population.cycle_id
            and units.descendant_org_unit_key = population.org_unit_key
    group by
        last_scorecards.company_id,
        last_scorecards.cycle_id,
        last_scorecards.scenario_id,
        last_scorecards.org_unit_key,
        last_scorecards.score,
        last_scorecards.period_end_date
),

chosen as (
    select *
    from covered
    qualify
        row_number() over (
            partition by company_id, cycle_id, scenario_id
            order by people_count desc, distance asc, org_unit_key asc
        ) = 1
)

select
    cycles.company_id,
    cycles.cycle_id,
    cycles.scenario_id,
    chosen.org_unit_key as scored_org_unit_key,
    chosen.period_end_date,
    chosen.score,
    bands.factor_ratio as company_factor
from cycles
left join chosen
    on
        cycles.company_id = chosen.company_id
        and cycles.cycle_id = chosen.cycle_id
        and cycles.scenario_id = chosen.scenario_id
left join bands
    on
        chosen.company_id = bands.company_id
        and chosen.cycle_id = bands.cycle_id
        and chosen.scenario_id = bands.scenario_id
        and chosen.score >= bands.lower_score
        and (bands.upper_score is null or chosen.score < bands.upper_score)
