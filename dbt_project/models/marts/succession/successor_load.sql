-- On how many plans each person counts: one who stands on many covers one.
with nominations as (
    select * from {{ ref('succession_nomination') }}
    where is_counted
),

people as (
    select
        company_id,
        person_key
    from {{ ref('dim_employee') }}
),

asked as (
    select distinct
        company_id,
        {{ as_of_date() }} as policy_date
    from people
),

policy as (
    {{ policy_on_date(ref('succession_policy'), 'asked', ['many_plans']) }}
),

counted as (
    select
        person_key,
        cast(count(distinct role_key) as int) as plan_count,
        cast(count(distinct case when counted_readiness = 'ready_now' then role_key end) as int) as ready_now_plan_count
    from nominations
    group by person_key
)

select
    people.company_id,
    counted.person_key,
    counted.plan_count,
    counted.ready_now_plan_count,
    counted.plan_count >= policy.many_plans as is_on_many_plans
from counted
inner join people
    on counted.person_key = people.person_key
inner join policy
    on people.company_id = policy.company_id
