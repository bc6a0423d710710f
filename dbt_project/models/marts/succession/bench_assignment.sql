-- Who would fill which critical role if all of them fell vacant at once: each person once, as many roles as possible.
with offers as (
    select * from {{ ref('bench_offer') }}
),

filled as (
    {{ filled_roles('offers', 'bench') }}
)

select
    filled.bench,
    offers.company_id,
    filled.role_key,
    filled.person_key,
    offers.person_order
from filled
inner join offers
    on
        filled.bench = offers.bench
        and filled.role_key = offers.role_key
        and filled.person_key = offers.person_key
