with roles as (
    select * from {{ ref('dim_critical_role') }}
    where
        valid_from <= {{ as_of_date() }}
        and (valid_to is null or valid_to > {{ as_of_date() }})
),

nominations as (
    select
        role_key,
        cast(count_if(is_counted) as bigint) as successor_count,
        cast(count_if(is_counted and counted_readiness = 'ready_now') as bigint) as ready_now_count,
        cast(count_if(is_counted and readiness_reason is not null) as bigint) as stale_count,
        cast(count_if(is_counted and is_emergency) as bigint) as emergency_count,
        cast(count_if(not is_counted) as bigint) as excluded_count
    from {{ ref('succession_nomination') }}
    group by role_key
)

select
    roles.company_id,
    roles.role_key,
    roles.role_name,
    roles.org_unit_key,
    roles.incumbent_person_key,
    roles.criticality,
    coalesce(nominations.successor_count, 0) as successor_count,
    coalesce(nominations.ready_now_count, 0) as ready_now_count,
    coalesce(nominations.ready_now_count > 0, false) as has_ready_now,
    coalesce(nominations.successor_count > 0, false) as has_any_successor,
    coalesce(nominations.stale_count, 0) as stale_count,
    coalesce(nominations.emergency_count, 0) as emergency_count,
    coalesce(nominations.excluded_count, 0) as excluded_count,
    case
        when nominations.ready_now_count > 0 then 'covered'
        when nominations.successor_count > 0 then 'successor_not_ready'
        else 'uncovered'
    end as coverage_status
from roles
left join nominations
    on roles.role_key = nominations.role_key
