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

employees as (
    select
        links.person_key,
        employees.employee_id,
        employees.company_id,
        coalesce(corrections.gender, employees.gender) as source_gender,
        coalesce(cast(corrections.date_of_birth as date), employees.birth_date) as birth_date,
        employees.known_from,
        -- The newest record of the person speaks for the person.
        row_number() over (
            partition by links.person_key order by employees.joining_date desc, employees.employee_id desc
        ) as newest
    from {{ ref('stg_frappe_hr__employees') }} as employees
    inner join {{ ref('canonical__identity_link') }} as links
        on
            links.source_system = 'frappe_hr'
            and employees.employee_id = links.source_id
    left join corrections
        on
            corrections.source_system = 'frappe_hr'
            and employees.employee_id = corrections.source_id
    where employees.known_to is null
)

select
    employees.person_key,
    employees.company_id,
    case
        when employees.source_gender is null then 'unknown'
        else coalesce(genders.gender, 'unmapped')
    end as gender,
    employees.birth_date,
    'frappe_hr' as source_system,
    employees.employee_id as source_id,
    employees.known_from
from employees
left join genders
    on {{ mapping_word('employees.source_gender') }} = genders.source_value
where employees.newest = 1
