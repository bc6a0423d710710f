-- Who employs whom is asked of one system per company: a connector where it delivers employees of the company, else the
-- contract. Company '*' is what belongs to no single company, such as the top of the organisation.
with connected as (
    select distinct company_id
    from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null and company_id is not null
),

contract as (
    select company_id
    from {{ ref('stg_contract__persons') }}
    where known_to is null
    union
    select company_id
    from {{ ref('stg_contract__companies') }}
    where known_to is null
    union
    select company_id
    from {{ ref('stg_contract__org_units') }}
    where known_to is null and company_id <> '*'
),

any_connected as (
    select count(*) as company_count
    from connected
)

select
    company_id,
    'frappe_hr' as hr_system
from connected

union all

select
    contract.company_id,
    'contract' as hr_system
from contract
left join connected
    on contract.company_id = connected.company_id
where connected.company_id is null

union all

select
    '*' as company_id,
    case when company_count > 0 then 'frappe_hr' else 'contract' end as hr_system
from any_connected
