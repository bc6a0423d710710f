with employees as (
    select
        employee_id,
        company_id,
        employee_number,
        work_email,
        birth_date,
        joining_date,
        coalesce('number:' || employee_number, 'document:' || employee_id) as number_basis
    from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
),

secret as (
    select secret from {{ source('raw_meritline', 'person_key_secrets') }}
    where secret_id = 1
),

-- Records that share a verified e-mail and a birth date are one person, known by the number of the earliest.
by_email as (
    select
        *,
        case
            when work_email is null or birth_date is null then number_basis
            else first_value(number_basis) over (
                partition by work_email, birth_date order by joining_date, employee_id
                rows between unbounded preceding and unbounded following
            )
        end as email_basis
    from employees
),

-- Records that share an employee number are one person.
by_number as (
    select
        *,
        first_value(email_basis) over (
            partition by number_basis order by joining_date, employee_id
            rows between unbounded preceding and unbounded following
        ) as person_basis
    from by_email
),

people as (
    select
        by_number.employee_id,
        by_number.company_id,
        by_number.employee_number,
        by_number.work_email,
        {{ keyed_hash('by_number.person_basis', 'secret.secret') }} as person_key,
        case
            when by_number.person_basis <> by_number.number_basis then 'work_email'
            when by_number.employee_number is not null then 'employee_number'
            else 'document'
        end as match_rule
    from by_number
    cross join secret
),

person_by_number as (
    select
        employee_number,
        min(person_key) as person_key
    from people
    where employee_number is not null
    group by employee_number
),

-- An address that leads to more than one person leads to nobody.
person_by_email as (
    select
        work_email,
        min(person_key) as person_key
    from people
    where work_email is not null
    group by work_email
    having count(distinct person_key) = 1
),

moodle_users as (
    select
        user_id,
        employee_number,
        work_email
    from {{ ref('stg_moodle__users') }}
    where known_to is null and username not in ('guest', 'admin')
),

survey_participants as (
    select
        participants.survey_id || '/' || participants.participant_id as source_id,
        participants.employee_number
    from {{ ref('stg_limesurvey__participants') }} as participants
    inner join {{ ref('stg_limesurvey__surveys') }} as surveys
        on participants.survey_id = surveys.survey_id
    where
        participants.known_to is null
        and surveys.known_to is null
        and not surveys.is_anonymous
),

register_numbers as (
    select
        employee_number,
        min(company_id) as company_id
    from {{ ref('stg_payroll_register__register_rows') }}
    where known_to is null
    group by employee_number
),

file_mentions as (
    select
        company_id,
        employee_number
    from {{ ref('stg_contract__talent_ratings') }}
    where known_to is null
    union all
    select
        company_id,
        employee_number
    from {{ ref('stg_contract__successors') }}
    where known_to is null
    union all
    select
        company_id,
        incumbent_employee_number as employee_number
    from {{ ref('stg_contract__succession_plans') }}
    where known_to is null and incumbent_employee_number is not null
),

file_numbers as (
    select
        employee_number,
        min(company_id) as company_id
    from file_mentions
    group by employee_number
),

numbered as (
    select
        'limesurvey' as source_system,
        source_id,
        '*' as company_id,
        employee_number
    from survey_participants
    union all
    select
        'payroll_register' as source_system,
        employee_number as source_id,
        company_id,
        employee_number
    from register_numbers
    union all
    select
        'canonical_files' as source_system,
        employee_number as source_id,
        company_id,
        employee_number
    from file_numbers
)

select
    'frappe_hr' as source_system,
    employee_id as source_id,
    company_id,
    person_key,
    match_rule
from people

union all

select
    'moodle' as source_system,
    moodle_users.user_id as source_id,
    '*' as company_id,
    coalesce(person_by_number.person_key, person_by_email.person_key) as person_key,
    case
        when person_by_number.person_key is not null then 'employee_number'
        when person_by_email.person_key is not null then 'work_email'
        else 'unmatched'
    end as match_rule
from moodle_users
left join person_by_number
    on moodle_users.employee_number = person_by_number.employee_number
left join person_by_email
    on moodle_users.work_email = person_by_email.work_email

union all

select
    numbered.source_system,
    numbered.source_id,
    numbered.company_id,
    person_by_number.person_key,
    case when person_by_number.person_key is null then 'unmatched' else 'employee_number' end as match_rule
from numbered
left join person_by_number
    on numbered.employee_number = person_by_number.employee_number
