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

scores as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        max(coverage_ratio) as coverage_ratio,
        cast(sum(case when is_assessed then contribution end) as decimal(18, 6)) as readiness_score
    from components
    group by company_id, cycle_id, scenario_id, person_key
),

scored as (
    select
        candidates.company_id,
        candidates.cycle_id,
        candidates.scenario_id,
        candidates.person_key,
        candidates.org_unit_key,
        candidates.grade_key,
        candidates.next_grade_key,
        candidates.job_key,
        candidates.manager_person_key,
        candidates.decision_date,
        candidates.effective_date,
        deciding_checks.rule_id as failed_gate,
        deciding_checks.consequence,
        scores.coverage_ratio,
        scores.readiness_score,
        bands.readiness as score_band,
        candidates.next_range_minimum_amount,
        candidates.fte,
        candidates.base_amount,
        candidates.currency
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
    case
        when failed_gate is not null then consequence
        when score_band is null then 'withheld'
        when score_band = 'ready_now' then 'recommended'
        else 'not_yet'
    end as status,
    case
        when failed_gate is not null then failed_gate
        when score_band is null then 'coverage'
        when score_band = 'ready_now' then 'ready_now'
        else 'readiness_score'
    end as status_reason,
    next_range_minimum_amount,
    -- greatest() passes over null, and a cost that is not known is not 0.
    case
        when next_range_minimum_amount is not null and base_amount is not null
            then cast(
                greatest(cast(next_range_minimum_amount as decimal(38, 2)) * fte - base_amount, 0) as decimal(18, 2)
            )
    end as next_level_cost_amount,
    currency
from scored
