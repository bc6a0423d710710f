with nominations as (
    select
        *,
        row_number() over (
            partition by role_key, person_key
            order by assessed_date desc nulls last, nomination_rank asc nulls last, readiness asc
        ) as nomination_number
    from {{ ref('fct_successor') }}
),

asked as (
    select distinct
        company_id,
        {{ as_of_date() }} as policy_date
    from nominations
),

policy as (
    {{ policy_on_date(ref('succession_policy'), 'asked', ['stale_after_months']) }}
),

judged as (
    select
        nominations.*,
        policy.stale_after_months,
        case
            when role.role_key is null then 'role_unknown'
            when role.valid_from > {{ as_of_date() }} or {{ until('role.valid_to') }} <= {{ as_of_date() }}
                then 'role_not_in_force'
            when nominations.person_key = role.incumbent_person_key then 'is_the_incumbent'
            when person.person_key is null then 'person_unknown'
            when not person.is_active then 'not_employed'
            when nominations.nomination_number > 1 then 'duplicate'
            when nominations.assessed_date > {{ as_of_date() }} then 'assessed_in_the_future'
        end as exclusion_reason
    from nominations
    left join {{ ref('dim_critical_role') }} as role
        on nominations.role_key = role.role_key
    left join {{ ref('dim_employee') }} as person
        on nominations.person_key = person.person_key
    left join policy
        on nominations.company_id = policy.company_id
),

aged as (
    select
        *,
        -- Older than so many months: on the day itself an assessment still counts.
        coalesce(
            {{ completed_months('assessed_date', add_days(as_of_date(), -1)) }} >= stale_after_months, true
        ) as is_stale
    from judged
)

select
    company_id,
    role_key,
    person_key,
    cast(nomination_number as int) as nomination_number,
    nomination_rank,
    is_emergency,
    assessed_date,
    readiness,
    exclusion_reason is null as is_counted,
    exclusion_reason,
    case when is_stale then 'not_assessed' else readiness end as counted_readiness,
    case
        when assessed_date is null then 'never_assessed'
        when is_stale then 'assessment_stale'
    end as readiness_reason
from aged
