{%- set handover_days = 90 -%}
{%- set years = 3 -%}
-- Vacancies of the seats of critical roles in the last {{ years }} years: who followed, from inside or not, and whether
-- somebody had named them before. A seat is the role's job in its unit. Whoever took it up to {{ handover_days }} days
-- before the holder left is a successor who was handed it; somebody longer beside the holder shares it, and then
-- nothing falls vacant.
with roles as (
    select
        company_id,
        role_key,
        org_unit_key,
        job_key
    from {{ ref('critical_role') }}
    where org_unit_key is not null and job_key is not null
),

plans as (
    select
        role_key,
        valid_from
    from {{ ref('dim_critical_role') }}
),

ranges as (
    select
        roles.company_id,
        roles.role_key,
        assignments.person_key,
        assignments.valid_from,
        {{ until('assignments.valid_to') }} as valid_until
    from roles
    inner join {{ ref('fct_assignment') }} as assignments
        on
            roles.org_unit_key = assignments.org_unit_key
            and roles.job_key = assignments.job_key
    where assignments.worker_type = 'employee' and assignments.valid_from <= {{ as_of_date() }}
),

-- Ranges that follow one another without a day between are one stay.
numbered as (
    select
        *,
        sum(is_new) over (
            partition by role_key, person_key order by valid_from rows between unbounded preceding and current row
        ) as stay_number
    from (
        select
            *,
            case
                when
                    lag(valid_until) over (partition by role_key, person_key order by valid_from) >= valid_from
                    then 0
                else 1
            end as is_new
        from ranges
    ) as marked
),

stays as (
    select
        company_id,
        role_key,
        person_key,
        min(valid_from) as first_day,
        max(valid_until) as valid_until
    from numbered
    group by company_id, role_key, person_key, stay_number
),

endings as (
    select
        company_id,
        role_key,
        person_key,
        valid_until as vacant_date,
        {{ add_days('valid_until', -handover_days) }} as handover_date
    from stays
    where
        valid_until <= {{ as_of_date() }}
        and valid_until > cast({{ dbt.dateadd('year', -years, as_of_date()) }} as date)
),

others as (
    select
        endings.role_key,
        endings.person_key,
        endings.vacant_date,
        stays.person_key as other_person_key,
        stays.first_day,
        stays.first_day < endings.handover_date as is_beside
    from endings
    inner join stays
        on
            endings.role_key = stays.role_key
            and endings.person_key <> stays.person_key
            and endings.vacant_date < stays.valid_until
),

shared as (
    select distinct
        role_key,
        person_key,
        vacant_date
    from others
    where is_beside
),

fills as (
    select * from others
    where not is_beside
    qualify
        row_number() over (
            partition by role_key, person_key, vacant_date order by first_day asc, other_person_key asc
        ) = 1
),

-- Who was somewhere in the group the day before came from inside.
employed as (
    select distinct
        fills.role_key,
        fills.person_key,
        fills.vacant_date
    from fills
    inner join {{ ref('fct_assignment') }} as earlier
        on
            fills.other_person_key = earlier.person_key
            and fills.first_day > earlier.valid_from
    where {{ until('earlier.valid_to') }} >= fills.first_day
),

-- Every version of every nomination that was ever known: a plan that was carried out is often emptied afterwards.
versions as (
    select
        successors.source_system,
        successors.plan_id,
        links.person_key,
        min(successors.assessed_date) as first_assessed_date,
        min(successors.known_from) as first_known_from
    from {{ ref('stg_contract__successors') }} as successors
    inner join {{ ref('canonical__identity_link') }} as links
        on
            successors.source_system = links.source_system
            and successors.employee_number = links.source_id
    where links.person_key is not null
    group by successors.source_system, successors.plan_id, links.person_key
),

-- With the first load of a source its past comes at once; later nominations are as old as the day they came.
dated as (
    select
        {{ surrogate_key(['source_system', 'plan_id']) }} as role_key,
        person_key,
        case
            when first_known_from = min(first_known_from) over (partition by source_system) then first_assessed_date
            else greatest(first_assessed_date, cast(first_known_from as date))
        end as named_date
    from versions
),

judged as (
    select
        endings.company_id,
        endings.role_key,
        endings.vacant_date,
        endings.person_key as left_by_person_key,
        coalesce(plans.valid_from <= endings.vacant_date, false) as is_planned,
        fills.other_person_key as filled_by_person_key,
        fills.first_day as filled_date,
        case when fills.first_day is not null then employed.role_key is not null end as is_internal,
        case
            when fills.first_day is not null
                then coalesce(dated.named_date < least(endings.vacant_date, fills.first_day), false)
        end as is_named_before,
        greatest(
            {{ days_between('endings.vacant_date', 'coalesce(fills.first_day, ' ~ as_of_date() ~ ')') }}, 0
        ) as days_vacant
    from endings
    left join shared
        on
            endings.role_key = shared.role_key
            and endings.person_key = shared.person_key
            and endings.vacant_date = shared.vacant_date
    left join fills
        on
            endings.role_key = fills.role_key
            and endings.person_key = fills.person_key
            and endings.vacant_date = fills.vacant_date
    left join employed
        on
            endings.role_key = employed.role_key
            and endings.person_key = employed.person_key
            and endings.vacant_date = employed.vacant_date
    left join plans
        on endings.role_key = plans.role_key
    left join dated
        on
            endings.role_key = dated.role_key
            and fills.other_person_key = dated.person_key
    where shared.role_key is null
)

select
    company_id,
    role_key,
    vacant_date,
    left_by_person_key,
    is_planned,
    filled_date,
    filled_by_person_key,
    is_internal,
    is_named_before,
    cast(days_vacant as int) as days_vacant
from judged
