-- Where the organisation hangs on one person: few holders of a critical competency, and critical roles that nobody
-- named is ready for.
with competencies as (
    select * from {{ ref('critical_competency') }}
    where holder_status in ('one_person', 'few_people')
),

people as (
    select
        company_id,
        person_key,
        birth_date,
        notice_date
    from {{ ref('dim_employee') }}
    where is_active
),

asked as (
    select distinct
        company_id,
        {{ as_of_date() }} as policy_date
    from people
),

policy as (
    {{ policy_on_date(ref('succession_policy'), 'asked', ['retirement_age', 'retirement_horizon_months']) }}
),

roles as (
    select
        roles.company_id,
        roles.role_key,
        roles.role_name,
        roles.incumbent_person_key,
        coverage.ready_now_count
    from {{ ref('critical_role') }} as roles
    inner join {{ ref('critical_role_coverage') }} as coverage
        on roles.role_key = coverage.role_key
),

led as (
    select
        incumbent_person_key as person_key,
        cast(count(*) as int) as critical_role_count,
        cast(count_if(ready_now_count = 0) as int) as unready_role_count
    from roles
    where incumbent_person_key is not null
    group by incumbent_person_key
),

hanging as (
    select
        held.person_key,
        'competency' as subject_type,
        competencies.company_id || '/' || competencies.competency_id as subject_id,
        competencies.competency_name as subject_name,
        competencies.holder_count
    from competencies
    inner join {{ ref('competency_held') }} as held
        on
            competencies.competency_id = held.competency_id
            and competencies.company_id in (held.company_id, '*')
            and competencies.holder_level <= held.competency_level
    union all
    select
        incumbent_person_key as person_key,
        'role' as subject_type,
        role_key as subject_id,
        role_name as subject_name,
        1 as holder_count
    from roles
    where ready_now_count = 0 and incumbent_person_key is not null
),

timed as (
    select
        people.company_id,
        hanging.person_key,
        hanging.subject_type,
        hanging.subject_id,
        hanging.subject_name,
        hanging.holder_count,
        coalesce(led.critical_role_count, 0) as critical_role_count,
        coalesce(led.unready_role_count, 0) as unready_role_count,
        coalesce(people.notice_date <= {{ as_of_date() }}, false) as is_on_notice,
        cast({{ dbt.dateadd('year', 'policy.retirement_age', 'people.birth_date') }} as date) as retirement_date,
        policy.retirement_horizon_months
    from hanging
    inner join people
        on hanging.person_key = people.person_key
    left join policy
        on people.company_id = policy.company_id
    left join led
        on hanging.person_key = led.person_key
),

aged as (
    select
        *,
        case
            when retirement_date is not null
                then cast(greatest({{ completed_months(as_of_date(), 'retirement_date') }}, 0) as int)
        end as retirement_months
    from timed
),

judged as (
    select
        *,
        coalesce(retirement_months < retirement_horizon_months, false) as is_retirement_near
    from aged
)

select
    company_id,
    person_key,
    subject_type,
    subject_id,
    subject_name,
    cast(holder_count as int) as holder_count,
    critical_role_count,
    unready_role_count,
    is_on_notice,
    retirement_date,
    retirement_months,
    is_retirement_near,
    case
        when is_on_notice then 'notice'
        when is_retirement_near then 'retirement'
        else 'none_known'
    end as exit_horizon,
    -- Red: nobody else can, or the person goes; amber: somebody else can, or could learn it in time.
    case
        when is_on_notice or is_retirement_near then 'red'
        when subject_type = 'competency' and holder_count = 1 then 'red'
        else 'amber'
    end as risk_level
from judged
