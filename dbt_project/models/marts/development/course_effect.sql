-- Difference in differences: how much more a figure changed for those who completed a course than for people of one
-- grade who had not, and who were no more than a quarter of a standard deviation apart before.
with scores as (
    select
        person_key,
        case when rating_type = 'goal' then 'goal_score' else 'final_rating' end as outcome,
        cycle_id,
        cycle_start_date,
        cycle_end_date,
        scale_min,
        scale_max,
        cast(rating_value as double) as score_value,
        case when rating_type = 'calibrated' then 0 else 1 end as choice,
        rated_date,
        rating_key
    from {{ ref('fct_rating') }}
    where
        rating_type in ('final', 'calibrated', 'goal')
        and is_cycle_closed
        and rating_value is not null
        and is_complete
),

finals as (
    select * from scores
    qualify
        row_number() over (
            partition by person_key, outcome, cycle_id
            order by choice asc, rated_date desc nulls last, rating_key asc
        ) = 1
),

cycle_pairs as (
    select
        before.outcome,
        before.person_key,
        before.cycle_id,
        before.cycle_start_date,
        before.cycle_end_date,
        after.cycle_start_date as next_start_date,
        after.cycle_end_date as next_end_date,
        before.score_value as first_value,
        after.score_value - before.score_value as change_value,
        stddev_samp(before.score_value) over (partition by before.outcome, before.cycle_id) as score_deviation
    from finals as before
    inner join finals as after
        on
            before.person_key = after.person_key
            and before.outcome = after.outcome
            and {{ add_days('before.cycle_end_date', 1) }} = after.cycle_start_date
            and before.scale_min = after.scale_min
            and before.scale_max = after.scale_max
),

-- Every assessment, not the last alone: two of one competency, one after the other, show a change.
assessments as (
    select
        links.person_key,
        competencies.competency_id,
        competencies.assessed_date,
        max(cast(competencies.competency_level as double)) as competency_level
    from {{ ref('canonical__person_competency') }} as competencies
    inner join {{ ref('canonical__identity_link') }} as links
        on
            competencies.source_system = links.source_system
            and competencies.person_source_id = links.source_id
    where
        links.person_key is not null
        and competencies.competency_level is not null
        and competencies.assessed_date <= {{ as_of_date() }}
    group by links.person_key, competencies.competency_id, competencies.assessed_date
),

followed as (
    select
        person_key,
        competency_id,
        assessed_date,
        competency_level as first_value,
        lead(assessed_date) over later as next_date,
        (lead(competency_level) over later) - competency_level as change_value,
        stddev_samp(competency_level) over (partition by competency_id) as score_deviation
    from assessments
    window later as (partition by person_key, competency_id order by assessed_date)
),

-- Completed within the window: taken. Completed by nobody who is compared until the second figure was known.
-- `final_rating_before` asks the same of the change before a course could show: it should be none.
pairs as (
    select
        outcome,
        '*' as competency_id,
        person_key,
        cycle_id as period_id,
        cycle_start_date as window_start,
        cycle_end_date as window_end,
        cycle_end_date as placed_date,
        next_end_date as known_date,
        first_value,
        change_value,
        score_deviation
    from cycle_pairs

    union all

    select
        'final_rating_before' as outcome,
        '*' as competency_id,
        person_key,
        cycle_id as period_id,
        next_start_date as window_start,
        next_end_date as window_end,
        cycle_end_date as placed_date,
        next_end_date as known_date,
        first_value,
        change_value,
        score_deviation
    from cycle_pairs
    where outcome = 'final_rating'

    union all

    select
        'competency_level' as outcome,
        competency_id,
        person_key,
        cast(extract(year from next_date) as string) as period_id,
        {{ add_days('assessed_date', 1) }} as window_start,
        next_date as window_end,
        assessed_date as placed_date,
        next_date as known_date,
        first_value,
        change_value,
        score_deviation
    from followed
    where next_date is not null
),

completions as (
    select
        person_key,
        item_name,
        min(completed_date) as completed_date
    from {{ ref('fct_learning') }}
    where not is_mandatory and status = 'completed' and completed_date is not null
    group by person_key, item_name
),

-- A course of the whole project, and each course by its name.
courses as (
    select
        'all' as dimension,
        'all' as dimension_value,
        person_key,
        min(completed_date) as completed_date
    from completions
    group by person_key

    union all

    select
        'learning_item' as dimension,
        item_name as dimension_value,
        person_key,
        completed_date
    from completions
),

graded as (
    select
        pairs.*,
        coalesce(place.grade, 'unknown') as grade,
        place.company_id
    from pairs
    inner join {{ ref('person_month') }} as place
        on
            pairs.person_key = place.person_key
            and cast(date_trunc('month', pairs.placed_date) as date) = place.month_start
            and pairs.placed_date >= place.place_counted_from
            and pairs.placed_date < place.place_counted_until
    where place.worker_type = 'employee' and pairs.score_deviation > 0
),

everybody as (
    select
        '*' as company_id,
        {{ as_of_date() }} as policy_date
),

policy as (
    {{ policy_on_date(ref('development_policy'), 'everybody', ['minimum_takers']) }}
),

outcomes as (
    select distinct outcome
    from pairs
    where outcome <> 'competency_level'
),

-- Each course against ratings and goals; against a competency where enough who took it were assessed again.
asked as (
    select distinct
        outcomes.outcome,
        '*' as competency_id,
        courses.dimension,
        courses.dimension_value
    from courses
    cross join outcomes

    union all

    select
        graded.outcome,
        graded.competency_id,
        courses.dimension,
        courses.dimension_value
    from graded
    inner join courses
        on
            graded.person_key = courses.person_key
            and courses.completed_date between graded.window_start and graded.window_end
    cross join policy
    where graded.outcome = 'competency_level' and courses.dimension = 'learning_item'
    group by graded.outcome, graded.competency_id, courses.dimension, courses.dimension_value, policy.minimum_takers
    having count(*) >= policy.minimum_takers
),

arms as (
    select
        asked.outcome,
        asked.competency_id,
        asked.dimension,
        asked.dimension_value,
        graded.period_id || '|' || graded.company_id || '|' || graded.grade || '|'
        || cast(cast(floor(4 * graded.first_value / nullif(graded.score_deviation, 0)) as bigint) as string)
            as cell_key,
        graded.change_value as outcome_value,
        cast(case when courses.completed_date is not null then 1 else 0 end as double) as is_group
    from graded
    inner join asked
        on
            graded.outcome = asked.outcome
            and graded.competency_id = asked.competency_id
    left join courses
        on
            graded.person_key = courses.person_key
            and asked.dimension = courses.dimension
            and asked.dimension_value = courses.dimension_value
            and graded.known_date >= courses.completed_date
    where
        courses.completed_date is null
        or courses.completed_date between graded.window_start and graded.window_end
),

{{ group_difference('effect', 'arms', ['outcome', 'competency_id', 'dimension', 'dimension_value']) }},

judged as (
    select
        effect.outcome,
        effect.competency_id,
        effect.dimension,
        effect.dimension_value,
        effect.n_group,
        cast(coalesce(effect.n_group_effective, 0) as bigint) as n_group_effective,
        cast(coalesce(effect.n_rest_effective, 0) as bigint) as n_rest_effective,
        effect.coefficient,
        effect.robust_standard_error,
        cast(policy.minimum_takers as int) as minimum_takers,
        coalesce(
            effect.n_group_effective < policy.minimum_takers or effect.n_rest_effective < policy.minimum_takers, true
        ) as is_too_few
    from effect
    cross join policy
),

shown as (
    select
        *,
        case when not is_too_few then cast(round(coefficient, 9) as decimal(18, 6)) end as effect_value,
        case when not is_too_few then cast(round(robust_standard_error, 9) as decimal(18, 6)) end as standard_error
    from judged
),

bounded as (
    select
        *,
        cast(effect_value - 1.96 * standard_error as decimal(18, 6)) as lower_effect_value,
        cast(effect_value + 1.96 * standard_error as decimal(18, 6)) as upper_effect_value
    from shown
)

select
    '*' as company_id,
    outcome,
    competency_id,
    dimension,
    dimension_value,
    n_group as taker_count,
    n_group_effective as compared_taker_count,
    n_rest_effective as comparison_count,
    effect_value,
    standard_error,
    lower_effect_value,
    upper_effect_value,
    case
        when lower_effect_value > 0 then 'gain'
        when upper_effect_value < 0 then 'loss'
        when effect_value is not null then 'not_shown'
    end as effect_status,
    minimum_takers,
    case when is_too_few then 'too_few_in_an_arm' end as withheld_reason
from bounded
