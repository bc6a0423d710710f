-- Base pay, rating, range and hire date that a recommendation rests on each lead to the row that delivered them, base
-- pay and rating with the same value.
with recommendations as (
    select * from {{ ref('increment_recommendation') }}
    where scenario_id = 'base'
),

sources as (
    select * from {{ ref('recommendation_source') }}
),

used as (
    select
        company_id,
        cycle_id,
        person_key,
        'base_pay' as input_name,
        currency || ' ' || cast(base_amount as string) as input_value
    from recommendations
    where base_amount is not null
    union all
    select
        company_id,
        cycle_id,
        person_key,
        'rating' as input_name,
        cast(cast(rating_value as decimal(9, 2)) as string) || ' in ' || review_cycle_id as input_value
    from recommendations
    where rating_value is not null
    union all
    select
        company_id,
        cycle_id,
        person_key,
        'pay_range' as input_name,
        cast(null as string) as input_value
    from recommendations
    where range_midpoint_amount is not null
    union all
    select
        company_id,
        cycle_id,
        person_key,
        'hire_date' as input_name,
        cast(null as string) as input_value
    from recommendations
)

select
    used.company_id,
    used.cycle_id,
    used.person_key,
    used.input_name
from used
left join sources
    on
        used.company_id = sources.company_id
        and used.cycle_id = sources.cycle_id
        and used.person_key = sources.person_key
        and used.input_name = sources.input_name
        and (used.input_value is null or used.input_value = sources.input_value)
where sources.source_id is null
