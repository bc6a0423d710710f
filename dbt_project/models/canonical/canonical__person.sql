with corrections as (
    {{ employee_corrections(['gender', 'date_of_birth']) }}
),

genders as (
    select
        source_value,
        gender
    from {{ ref('mapping_genders') }}
    where source_system = 'frappe_hr'
),

contract_last_days as (
    select
        employee_number,
        max(start_date) as last_start_date
    from {{ ref('stg_contract__employments') }}
    where known_to is null
    group by employee_number
),

records as (
    select
        links.person_key,
        employees.company_id,
        case
            when coalesce(corrections.gender, employees.gender) is null then 'unknown'
            else coalesce(genders.gender, 'unmapped')
        end as gender,
        coalesce(cast(corrections.date_of_birth as date), employees.birth_date) as birth_date,
        employees.joining_date as last_start_date,
        'frappe_hr' as source_system,
        employees.employee_id as source_id,
        employees.known_from
    from {{ ref('stg_frappe_hr__employees') }} as employees
    inner join {{ ref('canonical__identity_link') }} as links
        on
            links.source_system = 'frappe_hr'
            and employees.employee_id = links.source_id
    left join corrections
        on
            corrections.source_system = 'frappe_hr'
            and employees.employee_id = corrections.source_id
    left join genders
        on {{ mapping_word('coalesce(corrections.gender, employees.gender)') }} = genders.source_value
    where employees.known_to is null
    union all
    select
        links.person_key,
        persons.company_id,
        coalesce(persons.gender, 'unknown') as gender,
        persons.birth_date,
        coalesce(contract_last_days.last_start_date, persons.original_hire_date) as last_start_date,
        persons.source_system,
        persons.employee_number as source_id,
        persons.known_from
    from {{ ref('stg_contract__persons') }} as persons
    inner join {{ ref('canonical__hr_system') }} as hr_systems
        on
            persons.company_id = hr_systems.company_id
            and hr_systems.hr_system = 'contract'
    inner join {{ ref('canonical__identity_link') }} as links
        on
            persons.source_system = links.source_system
            and persons.employee_number = links.source_id
    left join contract_last_days
        on persons.employee_number = contract_last_days.employee_number
    where persons.known_to is null
),

-- The newest record of the person speaks for the person.
chosen as (
    select
        *,
        row_number() over (
            partition by person_key order by last_start_date desc nulls last, source_id desc
        ) as newest
    from records
)

select
    person_key,
    company_id,
    gender,
    birth_date,
    source_system,
    source_id,
    known_from
from chosen
where newest = 1
