-- Who is offered to which role: what the matching is given, the most critical roles first.
with scores as (
    select
        role_key,
        max(criticality_score) as criticality_score
    from {{ ref('criticality_criterion') }}
    group by role_key
),

roles as (
    select
        roles.company_id,
        roles.role_key,
        row_number() over (order by scores.criticality_score desc nulls last, roles.role_key asc) as role_order
    from {{ ref('critical_role') }} as roles
    left join scores
        on roles.role_key = scores.role_key
),

nominations as (
    select
        role_key,
        person_key,
        nomination_rank,
        counted_readiness,
        case when counted_readiness = 'ready_now' then 1 else 2 end as class_number
    from {{ ref('succession_nomination') }}
    where is_counted and counted_readiness in ('ready_now', 'under_1_year')
),

benches as (
    select
        'ready_now' as bench,
        1 as last_class
    union all
    select
        'within_a_year' as bench,
        2 as last_class
)

select
    benches.bench,
    roles.company_id,
    roles.role_key,
    nominations.person_key,
    cast(roles.role_order as int) as role_order,
    cast(row_number() over (
        partition by benches.bench, nominations.role_key
        order by nominations.class_number, nominations.nomination_rank nulls last, nominations.person_key
    ) as int) as person_order
from nominations
inner join roles
    on nominations.role_key = roles.role_key
inner join benches
    on nominations.class_number <= benches.last_class
