with frappe_companies as (
    select * from {{ ref('stg_frappe_hr__companies') }}
    where known_to is null
),

contract_companies as (
    select * from {{ ref('stg_contract__companies') }}
    where known_to is null
)

-- No HR system knows the hours of a full-time week: the contract may say so for any company.
select
    frappe_companies.company_id,
    frappe_companies.company_id as company_name,
    frappe_companies.currency,
    frappe_companies.country,
    contract_companies.weekly_hours,
    'frappe_hr' as source_system,
    frappe_companies.company_id as source_id,
    frappe_companies.known_from
from frappe_companies
left join contract_companies
    on frappe_companies.company_id = contract_companies.company_id

union all

select
    contract_companies.company_id,
    contract_companies.company_name,
    contract_companies.currency,
    contract_companies.country,
    contract_companies.weekly_hours,
    contract_companies.source_system,
    contract_companies.company_id as source_id,
    contract_companies.known_from
from contract_companies
left join frappe_companies
    on contract_companies.company_id = frappe_companies.company_id
where frappe_companies.company_id is null
