-- What really could be filled, role by role: cover as named, and what is left of it with every person counted once.
with coverage as (
    select * from {{ ref('critical_role_coverage') }}
),

asked as (
    select distinct
        company_id,
        {{ as_of_date() }} as policy_date
    from coverage
),

chances as (
    {{ policy_on_date(ref('readiness_chance'), 'asked', ['readiness', 'ready_ratio']) }}
),

assignments as (
    select * from {{ ref('bench_assignment') }}
),

loads as (
    select
        person_key,
        is_on_many_plans
    from {{ ref('successor_load') }}
),

circles as (
    select
        role_key,
        circle_length
    from {{ ref('succession_circle') }}
),

employed as (
    select
        company_id,
        count(*) as people_count
    from {{ ref('dim_employee') }}
    where is_active and worker_type = 'employee'
    group by company_id
),

left_of_own_will as (
    select
        company_id,
        count(*) as exit_count
    from {{ ref('fct_employment') }}
    where
        exit_type = 'voluntary'
        and not is_rescinded
        and worker_type = 'employee'
        and end_date <= {{ as_of_date() }}
        and end_date > cast({{ dbt.dateadd('year', -1, as_of_date()) }} as date)
    group by company_id
),

-- Who goes within a year: last year's voluntary exits over the people of today and those exits.
stays as (
    select
        employed.company_id,
        {{ exact_ratio(
            'employed.people_count', 'employed.people_count + coalesce(left_of_own_will.exit_count, 0)'
        ) }} as stay_ratio
    from employed
    left join left_of_own_will
        on employed.company_id = left_of_own_will.company_id
),

-- 1 - p: nobody of those named is both ready and still there. Independence is assumed, so it is an index.
risks as (
    select
        nominations.role_key,
        exp(sum(ln(greatest(
            1e0 - cast(coalesce(chances.ready_ratio, 0) as double) * cast(stays.stay_ratio as double), 1e-12
        )))) as nobody_ratio,
        count_if(loads.is_on_many_plans) > 0 as has_successor_on_many_plans
    from {{ ref('succession_nomination') }} as nominations
    left join chances
        on
            nominations.company_id = chances.company_id
            and nominations.counted_readiness = chances.readiness
    left join stays
        on nominations.company_id = stays.company_id
    left join loads
        on nominations.person_key = loads.person_key
    where nominations.is_counted
    group by nominations.role_key
),

endings as (
    select
        role_key,
        cast(max(step_number) as int) as cascade_moves,
        max_by(step_outcome, step_number) as cascade_outcome
    from {{ ref('succession_cascade') }}
    group by role_key
)

select
    coverage.company_id,
    coverage.role_key,
    coverage.role_name,
    coverage.org_unit_key,
    coverage.incumbent_person_key,
    coverage.criticality,
    coverage.successor_count,
    coverage.ready_now_count,
    coverage.coverage_status,
    coverage.emergency_count > 0 as has_emergency_cover,
    ready.person_key is not null as is_filled_at_once,
    ready.person_key as filled_by_person_key,
    soon.person_key is not null as is_filled_within_a_year,
    soon.person_key as filled_within_a_year_by_person_key,
    coverage.has_ready_now and ready.person_key is null as is_covered_in_name_only,
    cast(round(1e0 - coalesce(risks.nobody_ratio, 1e0), 9) as decimal(9, 4)) as risk_adjusted_cover_ratio,
    coalesce(risks.has_successor_on_many_plans, false) as has_successor_on_many_plans,
    circles.circle_length,
    endings.cascade_moves,
    endings.cascade_outcome
from coverage
left join assignments as ready
    on
        coverage.role_key = ready.role_key
        and ready.bench = 'ready_now'
left join assignments as soon
    on
        coverage.role_key = soon.role_key
        and soon.bench = 'within_a_year'
left join risks
    on coverage.role_key = risks.role_key
left join circles
    on coverage.role_key = circles.role_key
left join endings
    on coverage.role_key = endings.role_key
