with reviews as (
    select * from {{ ref('canonical__review') }}
),

cycles as (
    select * from {{ ref('canonical__review_cycle') }}
),

links as (
    select * from {{ ref('canonical__identity_link') }}
),

managers as (
    select
        employment_key,
        manager_person_key,
        valid_from,
        {{ until('valid_to') }} as valid_until
    from {{ ref('fct_assignment') }}
),

employments as (
    select
        employment_key,
        source_system,
        source_id
    from {{ ref('canonical__employment') }}
),

rated as (
    select
        reviews.*,
        links.person_key,
        coalesce(reviews.company_id, links.company_id) as rated_company_id,
        raters.person_key as rater_person_key,
        employments.employment_key,
        cycles.cycle_start_date,
        cycles.cycle_end_date,
        cycles.is_cycle_closed
    from reviews
    inner join cycles
        on
            reviews.source_system = cycles.source_system
            and reviews.cycle_id = cycles.cycle_id
            and {{ binds_company('cycles', 'reviews') }}
    inner join links
        on
            reviews.source_system = links.source_system
            and reviews.person_source_id = links.source_id
    left join links as raters
        on
            reviews.source_system = raters.source_system
            and reviews.rater_source_id = raters.source_id
    left join employments
        on
            reviews.source_system = employments.source_system
            and reviews.person_source_id = employments.source_id
)

select
    {{ surrogate_key(['rated.source_system', 'rated.source_id', 'rated.rating_type']) }} as rating_key,
    rated.rated_company_id as company_id,
    rated.person_key,
    rated.cycle_id,
    rated.cycle_start_date,
    rated.cycle_end_date,
    rated.is_cycle_closed,
    -- The source does not say who asked for feedback: it is the manager's when the reviewer is the manager at
    -- the end of the cycle, else a peer's.
    case
        when rated.rating_type <> 'feedback' then rated.rating_type
        when rated.rater_person_key = rated.person_key then 'self'
        when rated.rater_person_key = managers.manager_person_key then 'manager'
        else 'peer'
    end as rating_type,
    rated.rater_person_key,
    rated.rating_value,
    rated.scale_min,
    rated.scale_max,
    cast(
        (rated.rating_value - rated.scale_min) / nullif(cast(rated.scale_max - rated.scale_min as double), 0)
        as decimal(9, 4)
    ) as rating_normalised,
    rated.rated_date,
    rated.is_complete
from rated
left join managers
    on
        rated.employment_key = managers.employment_key
        and rated.cycle_end_date >= managers.valid_from
        and rated.cycle_end_date < managers.valid_until
