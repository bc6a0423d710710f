with ratings as (
    select * from {{ ref('canonical__talent_rating') }}
),

links as (
    select * from {{ ref('canonical__identity_link') }}
    where person_key is not null
)

select
    ratings.company_id,
    links.person_key,
    ratings.potential_value,
    ratings.scale_min,
    ratings.scale_max,
    ratings.assessed_date
from ratings
inner join links
    on
        ratings.source_system = links.source_system
        and ratings.person_source_id = links.source_id
