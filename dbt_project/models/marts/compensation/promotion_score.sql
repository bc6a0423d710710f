with candidates as (
    select * from {{ ref('compensation_candidate') }}
),

cycles as (
    select * from {{ ref('compensation_cycle') }}
),

ratings as (
    select * from {{ ref('rating_at_decision') }}
    where recency_rank <= 3 and is_complete
),

potentials as (
    select * from {{ ref('fct_talent_rating') }}
    where potential_value is not null
),

learning as (
    select * from {{ ref('fct_learning') }}
    where status in ('completed', 'in_progress', 'not_started', 'failed')
),

policies as (
    {{ policy_in_force(
        ref('promotion_policy'), 'cycles',
        [
            'minimum_coverage_ratio', 'newest_cycle_weight', 'second_cycle_weight', 'third_cycle_weight',
            'evidence_months', 'minimum_assessed_ratio',
        ]
    ) }}
),

weights as (
    {{ policy_in_force(
        ref('promotion_weight'), 'cycles',
        ['component_id', 'component_sequence', 'weight_ratio', 'floor_value', 'target_value']
    ) }}
),

bands as (
    {{ policy_in_force(ref('readiness_band'), 'cycles', ['readiness', 'lower_score', 'upper_score']) }}
),

gaps as (
    select * from {{ ref('next_level_gap') }}
),

weighted_ratings as (
    select
        ratings.company_id,
        ratings.cycle_id,
        policies.scenario_id,
        ratings.person_key,
        ratings.rating_normalised,
        case ratings.recency_rank
            when 1 then policies.newest_cycle_weight
            when 2 then policies.second_cycle_weight
            else policies.third_cycle_weight
        end as recency_weight
    from ratings
    inner join policies
        on
            ratings.company_id = policies.company_id
            and ratings.cycle_id = policies.cycle_id
),

sustained_ratings as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        {{ exact_ratio('sum(rating_normalised * recency_weight)', 'sum(recency_weight)') }} as input_value
    from weighted_ratings
    group by company_id, cycle_id, scenario_id, person_key
),

latest_potentials as (
    select
        candidates.company_id,
        candidates.cycle_id,
        candidates.scenario_id,
        candidates.person_key,
        {{ exact_ratio(
            'potentials.potential_value - potentials.scale_min', 'potentials.scale_max - potentials.scale_min'
        ) }} as input_value,
        row_number() over (
            partition by candidates.company_id, candidates.cycle_id, candidates.scenario_id, candidates.person_key
            order by potentials.assessed_date desc
        ) as recency_rank
    from candidates
    inner join potentials
        on
            candidates.person_key = potentials.person_key
            and candidates.decision_date >= potentials.assessed_date
),

-- Assigned by the decision date, and completed by then.
learning_shares as (
    select
        candidates.company_id,
        candidates.cycle_id,
        candidates.scenario_id,
        candidates.person_key,
        {{ exact_ratio(
            "count_if(learning.status = 'completed'"
            ~ " and coalesce(learning.completed_date, candidates.decision_date) <= candidates.decision_date)",
            'count(*)'
        ) }} as input_value
    from candidates
    inner join learning
        on
            candidates.person_key = learning.person_key
            and coalesce(learning.assigned_date, learning.completed_date, candidates.decision_date)
            <= candidates.decision_date
    group by candidates.company_id, candidates.cycle_id, candidates.scenario_id, candidates.person_key
),

-- How much of the levels that the next job asks for is there; what was assessed too long ago counts as not assessed.
competencies_judged as (
    select
        gaps.company_id,
        gaps.cycle_id,
        policies.scenario_id,
        gaps.person_key,
        policies.minimum_assessed_ratio,
        gaps.required_level,
        case
            when gaps.evidence_age_months < policies.evidence_months
                then least(gaps.competency_level, gaps.required_level)
        end as met_level
    from gaps
    inner join policies
        on
            gaps.company_id = policies.company_id
            and gaps.cycle_id = policies.cycle_id
),

competency_shares as (
    select
        company_id,
        cycle_id,
        scenario_id,
        person_key,
        case
            when
                sum(case when met_level is not null then required_level else 0 end)
                >= sum(required_level) * max(minimum_assessed_ratio)
                then {{ exact_ratio(
                    'sum(met_level)', 'sum(case when met_level is not null then required_level end)'
                ) }}
        end as input_value
    from competencies_judged
    group by company_id, cycle_id, scenario_id, person_key
),

-- What people of a grade carry on average, as a sum and a count; a grade that leads nobody asks for nothing.
reports_of_grades as (
    select
        company_id,
        cycle_id,
        scenario_id,
        grade_key,
        sum(direct_report_count) as report_count,
        count(*) as people_count
    from candidates
    group by company_id, cycle_id, scenario_id, grade_key
    having sum(direct_report_count) > 0
),

components as (
    select
        candidates.company_id,
        candidates.cycle_id,
        candidates.scenario_id,
        candidates.person_key,
        weights.component_id,
        weights.component_sequence,
        weights.weight_ratio,
        weights.floor_value,
        weights.target_value,
        case weights.component_id
            when 'sustained_rating' then sustained_ratings.input_value
            when 'time_in_grade' then cast(candidates.grade_months as decimal(18, 6))
            when 'assessed_potential' then latest_potentials.input_value
            when 'learning_completion' then learning_shares.input_value
            when 'competency_gap' then competency_shares.input_value
            when 'scope'
                then {{ exact_ratio(
                    'candidates.direct_report_count * reports_of_grades.people_count', 'reports_of_grades.report_count'
                ) }}
        end as input_value
    from candidates
    inner join weights
        on
            candidates.company_id = weights.company_id
            and candidates.cycle_id = weights.cycle_id
            and candidates.scenario_id = weights.scenario_id
    left join sustained_ratings
        on
            candidates.company_id = sustained_ratings.company_id
            and candidates.cycle_id = sustained_ratings.cycle_id
            and candidates.scenario_id = sustained_ratings.scenario_id
            and candidates.person_key = sustained_ratings.person_key
    left join latest_potentials
        on
            candidates.company_id = latest_potentials.company_id
            and candidates.cycle_id = latest_potentials.cycle_id
            and candidates.scenario_id = latest_potentials.scenario_id
            and candidates.person_key = latest_potentials.person_key
            and latest_potentials.recency_rank = 1
    left join learning_shares
        on
            candidates.company_id = learning_shares.company_id
            and candidates.cycle_id = learning_shares.cycle_id
            and candidates.scenario_id = learning_shares.scenario_id
            and candidates.person_key = learning_shares.person_key
    left join competency_shares
        on
            candidates.company_id = competency_shares.company_id
            and candidates.cycle_id = competency_shares.cycle_id
            and candidates.scenario_id = competency_shares.scenario_id
            and candidates.person_key = competency_shares.person_key
    left join reports_of_grades
        on
            candidates.company_id = reports_of_grades.company_id
            and candidates.cycle_id = reports_of_grades.cycle_id
            and candidates.scenario_id = reports_of_grades.scenario_id
            and candidates.next_grade_key = reports_of_grades.grade_key
),

{{ weighed_ramps('components', ['company_id', 'cycle_id', 'scenario_id', 'person_key']) }},

contributed as (
    select
        covered.*,
        {{ exact_ratio('covered.weight_ratio * covered.unit_score', 'covered.covered_weight') }} as contribution,
        {{ exact_ratio('covered.covered_weight', 'covered.whole_weight') }} as coverage_ratio,
        covered.covered_weight >= covered.whole_weight * policies.minimum_coverage_ratio as is_assessed
    from covered
    inner join policies
        on
            covered.company_id = policies.company_id
            and covered.cycle_id = policies.cycle_id
            and covered.scenario_id = policies.scenario_id
),

summed as (
    select
        *,
        cast(sum(case when is_assessed then contribution end) over (
            partition by company_id, cycle_id, scenario_id, person_key
        ) as decimal(18, 6)) as readiness_score
    from contributed
),

-- The line of the band above, and how much of a component's ramp alone would reach it.
placed as (
    select
        summed.*,
        next_bands.readiness as next_readiness,
        cast(bands.upper_score - summed.readiness_score as decimal(18, 6)) as distance_to_next_band,
        {{ exact_ratio(
            '(bands.upper_score - summed.readiness_score) * summed.covered_weight', 'summed.weight_ratio'
        ) }} as needed_unit
    from summed
    left join bands
        on
            summed.company_id = bands.company_id
            and summed.cycle_id = bands.cycle_id
            and summed.scenario_id = bands.scenario_id
            and summed.readiness_score >= bands.lower_score
            and (bands.upper_score is null or summed.readiness_score < bands.upper_score)
    left join bands as next_bands
        on
            bands.company_id = next_bands.company_id
            and bands.cycle_id = next_bands.cycle_id
            and bands.scenario_id = next_bands.scenario_id
            and bands.upper_score = next_bands.lower_score
),

-- Half a millionth may be missing after rounding: one more is asked for.
reachable as (
    select
        *,
        case
            when unit_score is not null and unit_score + needed_unit <= 1
                then cast(needed_unit + 0.000001 as decimal(18, 6))
        end as lever_unit
    from placed
)

select
    company_id,
    cycle_id,
    scenario_id,
    person_key,
    component_id,
    component_sequence,
    weight_ratio,
    floor_value,
    target_value,
    input_value,
    unit_score,
    contribution,
    coverage_ratio,
    is_assessed,
    readiness_score,
    next_readiness,
    distance_to_next_band,
    case
        when lever_unit is not null
            then cast(
                least(floor_value + (unit_score + lever_unit) * (target_value - floor_value), target_value)
                - input_value as decimal(18, 6)
            )
    end as needed_input_change,
    case
        when lever_unit is not null
            then cast(row_number() over (
                partition by company_id, cycle_id, scenario_id, person_key
                order by lever_unit nulls last, component_sequence
            ) as int)
    end as lever_rank
from reachable
