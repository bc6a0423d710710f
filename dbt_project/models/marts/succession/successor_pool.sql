-- Whom readiness is worked out for: everybody named who counts, and, found by the build, those near the role whose
-- grade, unit and competencies fit.
with roles as (
    select
        *,
        {{ as_of_date() }} as policy_date
    from {{ ref('critical_role') }}
),

asked as (
    select distinct
        company_id,
        policy_date
    from roles
),

policy as (
    {{ policy_on_date(
        ref('succession_policy'), 'asked',
        ['minimum_fit_ratio', 'suggested_per_role', 'evidence_months', 'stale_after_months']
    ) }}
),

nominated as (
    select
        company_id,
        role_key,
        person_key
    from {{ ref('succession_nomination') }}
    where is_counted
),

-- Named in a way that does not count: not found a second time by the build.
refused as (
    select distinct
        role_key,
        person_key
    from {{ ref('succession_nomination') }}
),

people as (
    select
        company_id,
        person_key,
        org_unit_key,
        grade_rank
    from {{ ref('dim_employee') }}
    where is_active and worker_type = 'employee' and (notice_date is null or notice_date > {{ as_of_date() }})
),

grid as (
    select
        person_key,
        performance_value
    from {{ ref('talent_grid') }}
),

-- Near: in the unit above the role's own, or anywhere below it.
areas as (
    select
        roles.role_key,
        coalesce(units.parent_org_unit_key, units.org_unit_key) as area_org_unit_key
    from roles
    inner join {{ ref('dim_org_unit') }} as units
        on roles.org_unit_key = units.org_unit_key
),

near as (
    select
        roles.company_id,
        roles.role_key,
        people.person_key
    from roles
    inner join areas
        on roles.role_key = areas.role_key
    inner join {{ ref('bridge_org_unit') }} as below
        on areas.area_org_unit_key = below.ancestor_org_unit_key
    inner join people
        on
            below.descendant_org_unit_key = people.org_unit_key
            and roles.company_id = people.company_id
            -- One grade below the role, or its own.
            and roles.role_grade_rank - people.grade_rank in (0, 1)
    left join refused
        on
            roles.role_key = refused.role_key
            and people.person_key = refused.person_key
    where
        refused.role_key is null
        and people.person_key <> coalesce(roles.incumbent_person_key, '-')
),

looked_at as (
    select
        company_id,
        role_key,
        person_key,
        true as is_nominated
    from nominated
    union all
    select
        company_id,
        role_key,
        person_key,
        false as is_nominated
    from near
),

fitted as (
    select
        looked_at.company_id,
        looked_at.role_key,
        looked_at.person_key,
        looked_at.is_nominated,
        sum(requirements.required_level) as required_sum,
        sum(
            case when held.evidence_age_months < policy.evidence_months then requirements.required_level else 0 end
        ) as assessed_sum,
        sum(
            case
                when held.evidence_age_months < policy.evidence_months
                    then least(held.competency_level, requirements.required_level)
                else 0
            end
        ) as met_sum,
        max(policy.minimum_fit_ratio) as minimum_fit_ratio,
        max(policy.suggested_per_role) as suggested_per_role
    from looked_at
    inner join policy
        on looked_at.company_id = policy.company_id
    left join {{ ref('role_requirement') }} as requirements
        on looked_at.role_key = requirements.role_key
    left join {{ ref('competency_held') }} as held
        on
            looked_at.person_key = held.person_key
            and requirements.competency_id = held.competency_id
    group by looked_at.company_id, looked_at.role_key, looked_at.person_key, looked_at.is_nominated
),

-- Fit of somebody found is held against all that the role asks: what was never assessed was not shown.
ranked as (
    select
        fitted.*,
        row_number() over (
            partition by fitted.role_key, fitted.is_nominated
            order by
                fitted.met_sum / nullif(cast(fitted.required_sum as double), 0) desc nulls last,
                grid.performance_value desc nulls last,
                fitted.person_key asc
        ) as fit_rank
    from fitted
    left join grid
        on fitted.person_key = grid.person_key
)

select
    company_id,
    role_key,
    person_key,
    is_nominated,
    cast(required_sum as decimal(18, 4)) as required_sum,
    cast(assessed_sum as decimal(18, 4)) as assessed_sum,
    cast(met_sum as decimal(18, 4)) as met_sum
from ranked
where
    is_nominated
    or (met_sum >= required_sum * minimum_fit_ratio and fit_rank <= 3 * suggested_per_role)
