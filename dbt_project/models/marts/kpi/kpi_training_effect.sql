-- Difference in differences: the change of people's final rating from one cycle to the next, of those who completed a
-- course in the first of the two against those who had completed none, both of one grade and with first ratings no
-- more than a quarter of a standard deviation apart.

with finals as (
    select
        person_key,
        cycle_id,
        cycle_start_date,
        cycle_end_date,
        scale_min,
        scale_max,
        cast(rating_value as double) as rating_value
    from {{ ref('fct_rating') }}
    where rating_type in ('final', 'calibrated') and is_cycle_closed and rating_value is not null and is_complete
    qualify
        row_number() over (
            partition by person_key, cycle_id
            order by case when rating_type = 'calibrated' then 0 else 1 end, rated_date desc nulls last, rating_key asc
        ) = 1
),

pairs as (
    select
        before.person_key,
        before.cycle_id,
        before.cycle_start_date,
        before.cycle_end_date,
        after.cycle_end_date as next_end_date,
        before.rating_value as first_rating,
        after.rating_value - before.rating_value as change_value,
        stddev_samp(before.rating_value) over (partition by before.cycle_id) as rating_deviation
    from finals as before
    inner join finals as after
        on
            before.person_key = after.person_key
            and {{ add_days('before.cycle_end_date', 1) }} = after.cycle_start_date
            and before.scale_min = after.scale_min
            and before.scale_max = after.scale_max
),

completions as (
    select
        learning.person_key,
        learning.source_system,
        learning.learning_item_id,
        learning.item_name,
        min(learning.completed_date) as completed_date
    from {{ ref('fct_learning') }} as learning
    where not learning.is_mandatory and learning.status = 'completed' and learning.completed_date is not null
    group by learning.person_key, learning.source_system, learning.learning_item_id, learning.item_name
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
        min(completed_date) as completed_date
    from completions
    group by item_name, person_key
),

asked as (
    select distinct
        dimension,
        dimension_value
    from courses
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
            and cast(date_trunc('month', pairs.cycle_end_date) as date) = place.month_start
            and pairs.cycle_end_date >= place.place_counted_from
            and pairs.cycle_end_date < place.place_counted_until
    where place.worker_type = 'employee'
),

-- Treated in the cycle of the first completion; compared are those who never completed it by the end of the next one.
arms as (
    select
        asked.dimension,
        asked.dimension_value,
        graded.cycle_id || '|' || graded.company_id || '|' || graded.grade || '|'
        || cast(cast(floor(4 * graded.first_rating / nullif(graded.rating_deviation, 0)) as bigint) as string)
            as cell_key,
        graded.change_value as outcome_value,
        cast(case when courses.completed_date is not null then 1 else 0 end as double) as is_group
    from graded
    cross join asked
    left join courses
        on
            graded.person_key = courses.person_key
            and asked.dimension = courses.dimension
            and asked.dimension_value = courses.dimension_value
            and graded.next_end_date >= courses.completed_date
    where
        graded.rating_deviation > 0
        and (
            courses.completed_date is null
            or courses.completed_date between graded.cycle_start_date and graded.cycle_end_date
        )
),

{{ group_difference('effect', 'arms', ['dimension', 'dimension_value']) }},

last_year as (
    select
        period_type,
        period_start,
        period_end
    from {{ ref('period_month') }}
    where period_type = 'year'
    qualify row_number() over (order by period_end desc) = 1
),

root as (
    {{ root_org_unit() }}
),

trees as (
    select 'as_is' as tree
    union all
    select 'as_was' as tree
),

judged as (
    select
        trees.tree,
        effect.dimension,
        effect.dimension_value,
        '*' as company_id,
        root.org_unit_key,
        last_year.period_type,
        last_year.period_start,
        last_year.period_end,
        effect.coefficient,
        effect.robust_standard_error,
        effect.n_group_effective,
        effect.n_rest_effective,
        coalesce(effect.n_group_effective < 30 or effect.n_rest_effective < 30, true) as is_too_few,
        cast(effect.n_group_effective as double) / nullif(cast(effect.n_group as double), 0) as matched_ratio
    from effect
    cross join last_year
    cross join root
    cross join trees
)

{{ kpi_rows('training_effect', 'judged', [{
    'name': 'next_rating',
    'numerator': 'case when not is_too_few then coefficient end',
    'n': 'coalesce(n_group_effective, 0)',
    'coverage': 'coalesce(matched_ratio, 0)',
    'error': 'case when not is_too_few then robust_standard_error end',
    'withheld': {'fewer_than_30_in_an_arm': 'is_too_few'},
}]) }}
