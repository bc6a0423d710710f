-- What could close each open gap: what the catalogue says teaches the competency, and what those who took it gained.
with gaps as (
    select
        company_id,
        person_key,
        manager_person_key,
        competency_id,
        gap_level,
        gap_rank
    from {{ ref('competency_gap') }}
    where gap_level > 0
),

items as (
    select
        source_system,
        item_code,
        company_id,
        min(item_name) as item_name
    from {{ ref('canonical__learning_item') }}
    group by source_system, item_code, company_id
),

companies as (
    select distinct company_id from gaps
),

mapped as (
    select
        companies.company_id,
        catalogue.competency_id,
        items.source_system,
        items.item_code,
        items.item_name,
        catalogue.level_gain,
        case when catalogue.company_id = '*' then 1 else 0 end as nearness
    from companies
    inner join {{ ref('canonical__learning_competency') }} as catalogue
        on catalogue.company_id in (companies.company_id, '*')
    inner join items
        on
            catalogue.item_source_system = items.source_system
            and catalogue.learning_item_id = items.item_code
            and items.company_id in (companies.company_id, '*')
),

-- Also a course that no catalogue maps, where those who took it and were assessed again had gained.
proven as (
    select
        companies.company_id,
        effects.competency_id,
        items.source_system,
        items.item_code,
        items.item_name,
        cast(null as decimal(9, 4)) as level_gain,
        2 as nearness
    from companies
    inner join items
        on items.company_id in (companies.company_id, '*')
    inner join {{ ref('course_effect') }} as effects
        on items.item_name = effects.dimension_value
    where effects.outcome = 'competency_level' and effects.effect_status = 'gain'
),

offered as (
    select * from mapped
    union all
    select * from proven
),

offers as (
    select * from offered
    qualify
        row_number() over (
            partition by company_id, competency_id, source_system, item_code
            order by nearness asc, level_gain desc nulls last, item_name asc
        ) = 1
),

-- Done is done, unless it has expired since.
attended as (
    select
        learning.person_key,
        learning.source_system,
        courses.item_code,
        max(case
            when learning.status = 'completed' and {{ until('records.expires_date') }} > {{ as_of_date() }} then 1
            else 0
        end) as done_count,
        max(case when learning.status in ('in_progress', 'not_started', 'failed') then 1 else 0 end) as open_count
    from {{ ref('fct_learning') }} as learning
    inner join {{ ref('canonical__learning_item') }} as courses
        on
            learning.source_system = courses.source_system
            and learning.learning_item_id = courses.learning_item_id
    inner join {{ ref('canonical__learning_record') }} as records
        on learning.learning_key = {{ surrogate_key(['records.source_system', 'records.source_id']) }}
    group by learning.person_key, learning.source_system, courses.item_code
),

levels as (
    select * from {{ ref('course_effect') }}
    where outcome = 'competency_level' and dimension = 'learning_item'
),

ratings as (
    select * from {{ ref('course_effect') }}
    where outcome = 'final_rating' and dimension = 'learning_item'
),

matched as (
    select
        gaps.company_id,
        gaps.person_key,
        gaps.manager_person_key,
        gaps.competency_id,
        gaps.gap_rank,
        gaps.gap_level,
        offers.source_system,
        offers.item_code,
        offers.item_name,
        coalesce(attended.open_count, 0) > 0 as is_enrolled,
        case
            when levels.effect_value is not null then 'observed'
            when offers.level_gain is not null then 'catalogue'
        end as gain_basis,
        cast(coalesce(levels.effect_value, offers.level_gain) as decimal(9, 4)) as expected_gain_level,
        levels.lower_effect_value as lower_gain_level,
        levels.upper_effect_value as upper_gain_level,
        levels.compared_taker_count as gain_taker_count,
        ratings.effect_value as rating_effect_value,
        ratings.lower_effect_value as lower_rating_effect,
        ratings.upper_effect_value as upper_rating_effect,
        case when ratings.withheld_reason is null then ratings.compared_taker_count end as rating_taker_count,
        ratings.effect_status as rating_effect_status,
        case when ratings.effect_value is null then 'too_few_in_an_arm' end as rating_withheld_reason
    from gaps
    inner join offers
        on
            gaps.company_id = offers.company_id
            and gaps.competency_id = offers.competency_id
    left join attended
        on
            gaps.person_key = attended.person_key
            and offers.source_system = attended.source_system
            and offers.item_code = attended.item_code
    left join levels
        on
            offers.item_name = levels.dimension_value
            and gaps.competency_id = levels.competency_id
    left join ratings
        on offers.item_name = ratings.dimension_value
    where
        coalesce(attended.done_count, 0) = 0
        and coalesce(levels.effect_status, 'unknown') <> 'loss'
),

reasoned as (
    select
        *,
        'Asked for by the job: ' || cast(cast(gap_level as decimal(9, 1)) as string) || ' levels short. '
        || case gain_basis
            when 'observed'
                then
                    cast(gain_taker_count as string) || ' comparable takers gained '
                    || cast(cast(expected_gain_level as decimal(9, 2)) as string) || ' levels more (95 %: '
                    || cast(cast(lower_gain_level as decimal(9, 2)) as string) || ' to '
                    || cast(cast(upper_gain_level as decimal(9, 2)) as string) || ').'
            when 'catalogue'
                then
                    'The catalogue expects ' || cast(cast(expected_gain_level as decimal(9, 2)) as string)
                    || ' levels; too few takers were assessed again to say.'
            else 'The catalogue maps it without saying how much it adds.'
        end
        || case rating_effect_status
            when 'gain'
                then
                    ' The next rating of ' || cast(rating_taker_count as string) || ' takers rose by '
                    || cast(cast(rating_effect_value as decimal(9, 2)) as string) || ' more than that of their like.'
            when 'loss'
                then
                    ' The next rating of ' || cast(rating_taker_count as string) || ' takers fell by '
                    || cast(cast(-rating_effect_value as decimal(9, 2)) as string) || ' against that of their like.'
            when 'not_shown'
                then
                    ' No difference in the next rating of ' || cast(rating_taker_count as string)
                    || ' takers against that of their like is shown.'
            else ''
        end as recommendation_reason
    from matched
)

select
    company_id,
    person_key,
    manager_person_key,
    competency_id,
    gap_rank,
    gap_level,
    cast(row_number() over (
        partition by person_key, competency_id
        order by
            case gain_basis when 'observed' then 0 else 1 end asc,
            expected_gain_level desc nulls last,
            case rating_effect_status when 'gain' then 0 when 'loss' then 2 else 1 end asc,
            source_system asc,
            item_code asc
    ) as int) as recommendation_rank,
    source_system,
    item_code,
    item_name,
    is_enrolled,
    gain_basis,
    expected_gain_level,
    lower_gain_level,
    upper_gain_level,
    gain_taker_count,
    rating_effect_value,
    lower_rating_effect,
    upper_rating_effect,
    rating_taker_count,
    rating_effect_status,
    rating_withheld_reason,
    recommendation_reason
from reasoned
