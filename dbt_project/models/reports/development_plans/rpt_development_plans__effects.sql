with effects as (
    select * from {{ ref('course_effect') }}
),

competencies as (
    select
        competency_id,
        min(competency_name) as competency_name
    from {{ ref('competency_gap') }}
    group by competency_id
)

select
    effects.company_id,
    effects.outcome,
    effects.competency_id,
    effects.dimension,
    effects.dimension_value,
    case when effects.dimension = 'all' then 'All elective courses' else effects.dimension_value end as course_name,
    case effects.outcome
        when 'final_rating' then 'Final rating, to the next cycle'
        when 'goal_score' then 'Score of goals, to the next cycle'
        when 'final_rating_before' then 'Final rating before the course could show'
        else 'Level in ' || coalesce(competencies.competency_name, effects.competency_id)
    end as outcome_name,
    case when effects.withheld_reason is null then effects.compared_taker_count end as taker_count,
    case when effects.withheld_reason is null then effects.comparison_count end as comparison_count,
    effects.effect_value,
    effects.lower_effect_value,
    effects.upper_effect_value,
    case
        when effects.withheld_reason is not null
            then 'Not said: fewer than ' || cast(effects.minimum_takers as string) || ' people on either side'
        when effects.effect_status = 'gain' and effects.outcome = 'final_rating_before'
            then 'Higher before already: takers were not like the others'
        when effects.effect_status = 'loss' and effects.outcome = 'final_rating_before'
            then 'Lower before already: takers were not like the others'
        when effects.effect_status = 'gain' then 'Higher than people alike'
        when effects.effect_status = 'loss' then 'Lower than people alike'
        when effects.outcome = 'final_rating_before' then 'No difference before, as it should be'
        else 'No difference is shown'
    end as effect_verdict,
    effects.withheld_reason
from effects
left join competencies
    on effects.competency_id = competencies.competency_id
-- That too few took a course is said once.
where effects.withheld_reason is null or effects.outcome = 'final_rating'
