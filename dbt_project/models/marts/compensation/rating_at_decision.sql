with population as (
    select
        company_id,
        cycle_id,
        person_key,
        decision_date
    from {{ ref('compensation_population') }}
),

ratings as (
    select * from {{ ref('fct_rating') }}
    where
        rating_type in ('final', 'calibrated')
        and is_cycle_closed
        and rating_value is not null
),

-- One rating per review cycle: the calibrated one before the one it was calibrated from, else the last one given.
ratings_of_cycles as (
    select
        population.company_id,
        population.cycle_id,
        population.person_key,
        ratings.rating_key,
        ratings.cycle_id as review_cycle_id,
        ratings.cycle_end_date,
        ratings.rating_value,
        ratings.scale_min,
        ratings.scale_max,
        ratings.rating_normalised,
        ratings.is_complete,
        row_number() over (
            partition by population.company_id, population.cycle_id, population.person_key, ratings.cycle_id
            order by
                ratings.cycle_end_date desc,
                case when ratings.rating_type = 'calibrated' then 0 else 1 end,
                ratings.rated_date desc nulls last,
                ratings.rating_key asc
        ) as rating_rank
    from population
    inner join ratings
        on
            population.person_key = ratings.person_key
            and population.decision_date >= ratings.cycle_end_date
)

select
    company_id,
    cycle_id,
    person_key,
    cast(row_number() over (
        partition by company_id, cycle_id, person_key
        order by cycle_end_date desc, review_cycle_id desc
    ) as int) as recency_rank,
    rating_key,
    review_cycle_id,
    cycle_end_date,
    rating_value,
    scale_min,
    scale_max,
    rating_normalised,
    is_complete
from ratings_of_cycles
where rating_rank = 1
