-- What to look at, row by row: records that cannot count, plans that do not hold, with an owner and a remedy each.
with bench as (
    select * from {{ ref('succession_bench') }}
),

roles as (
    select * from {{ ref('critical_role') }}
),

-- Records that are left out of the counts until somebody corrects them.
records as (
    select
        'Correct' as urgency,
        rule_name as finding_name,
        table_name || '/' || record_id as subject_id,
        company_id,
        cast(null as string) as role_key,
        cast(null as string) as person_key,
        'Record ' || record_id || ' of ' || table_name || '. Until it is put right it withholds '
        || lower(substr(withholds, 1, 1)) || substr(withholds, 2) as finding_text,
        owner,
        remedy
    from {{ ref('quality_finding') }}
    where table_name in ('successors', 'talent_ratings')
),

vacancies as (
    select
        'Act' as urgency,
        'A vacancy is in sight and nobody is ready' as finding_name,
        roles.role_key as subject_id,
        roles.company_id,
        roles.role_key,
        roles.incumbent_person_key as person_key,
        case
            when roles.incumbent_status = 'vacant' then 'The role is vacant.'
            when roles.incumbent_status = 'on_notice' then 'Whoever holds it has given or been given notice.'
            else 'Retirement is expected in ' || cast(roles.retirement_months as string) || ' months.'
        end
        || ' Named: ' || cast(bench.successor_count as string) || ', ready now: none.' as finding_text,
        'talent management' as owner,
        'Fill the role from outside in time, or agree a plan that makes one of those named ready.' as remedy
    from roles
    inner join bench
        on roles.role_key = bench.role_key
    where bench.ready_now_count = 0 and (roles.incumbent_status <> 'held' or roles.is_retirement_near)
),

by_name_only as (
    select
        'Act' as urgency,
        'Covered in name only' as finding_name,
        role_key as subject_id,
        company_id,
        role_key,
        cast(null as string) as person_key,
        'Who is ready now for it is needed for another role when all fall vacant.' as finding_text,
        'talent management' as owner,
        'Make somebody ready who stands on no other plan.' as remedy
    from bench
    where is_covered_in_name_only
),

many_plans as (
    select
        'Watch' as urgency,
        'On many plans at once' as finding_name,
        person_key as subject_id,
        company_id,
        cast(null as string) as role_key,
        person_key,
        'Stands on ' || cast(plan_count as string) || ' plans, ready now on ' || cast(ready_now_plan_count as string)
        || ', and can fill one.' as finding_text,
        'talent management' as owner,
        'Name others beside this person on all plans but one.' as remedy
    from {{ ref('successor_load') }}
    where is_on_many_plans
),

circles as (
    select
        'Watch' as urgency,
        'Plans that need one another' as finding_name,
        role_key as subject_id,
        company_id,
        role_key,
        cast(null as string) as person_key,
        'A circle of ' || cast(circle_length as string) || ' plans: each is filled from another of them. Named from '
        || 'outside such roles: ' || cast(outside_successor_count as string) || '.' as finding_text,
        'talent management' as owner,
        'Name somebody who holds none of these roles.' as remedy
    from {{ ref('succession_circle') }}
),

unsure as (
    select
        'Watch' as urgency,
        case readiness_reason
            when 'never_assessed' then 'Readiness was never assessed'
            else 'Readiness is out of date'
        end as finding_name,
        role_key || '/' || person_key as subject_id,
        company_id,
        role_key,
        person_key,
        'The nomination counts, but as nobody who is ready.' as finding_text,
        'talent management' as owner,
        'Assess the readiness for this role again, with its day.' as remedy
    from {{ ref('succession_nomination') }}
    where is_counted and readiness_reason is not null
),

found as (
    {% for part in ['records', 'vacancies', 'by_name_only', 'many_plans', 'circles', 'unsure'] -%}
        select * from {{ part }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    found.subject_id,
    found.company_id,
    found.urgency,
    found.finding_name,
    roles.role_name,
    identity.employee_number,
    identity.employee_name,
    found.finding_text,
    found.owner,
    found.remedy
from found
left join roles
    on found.role_key = roles.role_key
left join {{ ref('person_identity') }} as identity
    on found.person_key = identity.person_key
