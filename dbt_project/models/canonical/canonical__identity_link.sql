{#- Where the contract names people by their employee number. -#}
{%- set mentions = [
    ('employments', 'employee_number'),
    ('assignments', 'employee_number'),
    ('assignments', 'manager_employee_number'),
    ('movement_events', 'employee_number'),
    ('comp_bases', 'employee_number'),
    ('pay_runs', 'employee_number'),
    ('goals', 'employee_number'),
    ('reviews', 'employee_number'),
    ('reviews', 'reviewer_employee_number'),
    ('review_items', 'employee_number'),
    ('learning_records', 'employee_number'),
    ('talent_ratings', 'employee_number'),
    ('successors', 'employee_number'),
    ('succession_plans', 'incumbent_employee_number'),
    ('absences', 'employee_number'),
    ('attendance_days', 'employee_number'),
    ('awards', 'employee_number'),
    ('calibration_changes', 'employee_number'),
    ('calibration_changes', 'changed_by_employee_number'),
    ('dev_plans', 'employee_number'),
    ('objectives', 'owner_employee_number'),
    ('person_competencies', 'employee_number'),
    ('person_competencies', 'assessed_by_employee_number'),
] -%}
with contract_first_days as (
    select
        employee_number,
        min(start_date) as first_date
    from {{ ref('stg_contract__employments') }}
    where known_to is null
    group by employee_number
),

employees as (
    select
        'frappe_hr' as source_system,
        employee_id as source_id,
        company_id,
        employee_number,
        cast(null as string) as stated_person,
        work_email,
        birth_date,
        joining_date,
        coalesce('number:' || employee_number, 'document:' || employee_id) as number_basis
    from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
    union all
    select
        persons.source_system,
        persons.employee_number as source_id,
        persons.company_id,
        persons.employee_number,
        persons.company_id || '/' || persons.person_number as stated_person,
        lower(persons.work_email) as work_email,
        persons.birth_date,
        coalesce(contract_first_days.first_date, persons.original_hire_date) as joining_date,
        'number:' || persons.employee_number as number_basis
    from {{ ref('stg_contract__persons') }} as persons
    inner join {{ ref('canonical__hr_system') }} as hr_systems
        on
            persons.company_id = hr_systems.company_id
            and hr_systems.hr_system = 'contract'
    left join contract_first_days
        on persons.employee_number = contract_first_days.employee_number
    where persons.known_to is null
),

secret as (
    select secret from {{ source('raw_meritline', 'person_key_secrets') }}
    where secret_id = 1
),

-- Records that HR itself calls one person, whatever their employee numbers, are known by the number of the earliest.
by_statement as (
    select
        *,
        case
            when stated_person is null then number_basis
            else first_value(number_basis) over (
                partition by stated_person order by joining_date, source_id
                rows between unbounded preceding and unbounded following
            )
        end as stated_basis
    from employees
),

-- Records that share a verified e-mail and a birth date are one person, known by the number of the earliest.
by_email as (
    select
        *,
        case
            when work_email is null or birth_date is null then stated_basis
            else first_value(stated_basis) over (
                partition by work_email, birth_date order by joining_date, source_id
                rows between unbounded preceding and unbounded following
            )
        end as email_basis
    from by_statement
),

-- Records that share an employee number, or that HR calls one person, are one person.
by_number as (
    select
        *,
        first_value(email_basis) over (
            partition by stated_basis order by joining_date, source_id
            rows between unbounded preceding and unbounded following
        ) as person_basis
    from by_email
),

people as (
    select
        by_number.source_system,
        by_number.source_id,
        by_number.company_id,
        by_number.employee_number,
        by_number.work_email,
        by_number.person_basis,
        {{ keyed_hash('by_number.person_basis', 'secret.secret') }} as person_key,
        case
            when by_number.person_basis <> by_number.stated_basis then 'work_email'
            when by_number.stated_basis <> by_number.number_basis then 'person_number'
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

-- What somebody reviewed, where the records themselves lead nowhere; a link to two people leads to nobody.
manual_links as (
    select
        links.source_system,
        links.source_id,
        min(person_by_number.person_key) as person_key
    from {{ ref('manual_identity_links') }} as links
    inner join person_by_number
        on links.employee_number = person_by_number.employee_number
    where
        links.reviewed_on <= {{ as_of_date() }}
        and (links.expires_on is null or links.expires_on > {{ as_of_date() }})
    group by links.source_system, links.source_id
    having count(distinct person_by_number.person_key) = 1
),

moodle_users as (
    select
        user_id,
        employee_number,
        -- An address that nobody confirmed may be anybody's.
        case when is_email_verified then work_email end as work_email
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

contract_mentions as (
    {%- for table, column in mentions %}
        select
            source_system,
            company_id,
            {{ column }} as employee_number
        from {{ ref('stg_contract__' ~ table) }}
        where known_to is null and {{ column }} is not null
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

-- A person of the contract's own has a link as a person already.
contract_numbers as (
    select
        contract_mentions.source_system,
        contract_mentions.employee_number,
        min(contract_mentions.company_id) as company_id
    from contract_mentions
    left join people
        on
            contract_mentions.source_system = people.source_system
            and contract_mentions.employee_number = people.source_id
    where people.source_id is null
    group by contract_mentions.source_system, contract_mentions.employee_number
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
        source_system,
        employee_number as source_id,
        company_id,
        employee_number
    from contract_numbers
)

select
    source_system,
    source_id,
    company_id,
    person_key,
    person_basis,
    match_rule
from people

union all

select
    'moodle' as source_system,
    moodle_users.user_id as source_id,
    '*' as company_id,
    -- A number and an address that name two people name nobody, until somebody reviewed the record.
    case
        when person_by_number.person_key <> person_by_email.person_key then manual_links.person_key
        else coalesce(person_by_number.person_key, person_by_email.person_key, manual_links.person_key)
    end as person_key,
    cast(null as string) as person_basis,
    case
        when person_by_number.person_key <> person_by_email.person_key
            then case when manual_links.person_key is null then 'conflict' else 'manual' end
        when person_by_number.person_key is not null then 'employee_number'
        when person_by_email.person_key is not null then 'work_email'
        when manual_links.person_key is not null then 'manual'
        else 'unmatched'
    end as match_rule
from moodle_users
left join person_by_number
    on moodle_users.employee_number = person_by_number.employee_number
left join person_by_email
    on moodle_users.work_email = person_by_email.work_email
left join manual_links
    on
        manual_links.source_system = 'moodle'
        and moodle_users.user_id = manual_links.source_id

union all

select
    numbered.source_system,
    numbered.source_id,
    numbered.company_id,
    coalesce(person_by_number.person_key, manual_links.person_key) as person_key,
    cast(null as string) as person_basis,
    case
        when person_by_number.person_key is not null then 'employee_number'
        when manual_links.person_key is not null then 'manual'
        else 'unmatched'
    end as match_rule
from numbered
left join person_by_number
    on numbered.employee_number = person_by_number.employee_number
left join manual_links
    on
        numbered.source_system = manual_links.source_system
        and numbered.source_id = manual_links.source_id
