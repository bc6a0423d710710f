with employments as (
    select * from {{ ref('canonical__employment') }}
    where not is_rescinded
),

-- Two assignments from one day: the later one was meant.
structures as (
    select
        *,
        row_number() over (
            partition by employee_id, from_date
            order by created_site_time desc nulls last, salary_structure_assignment_id desc
        ) as newest
    from {{ ref('stg_frappe_hr__salary_structure_assignments') }}
    where docstatus = 1 and known_to is null
),

-- The HR system keeps one cost to company, as of now: it belongs to the range that is still open.
costs as (
    select
        employee_id,
        cost_to_company_amount
    from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null and cost_to_company_amount > 0
),

ranges as (
    select
        employments.employment_key,
        employments.end_date,
        employments.source_id as person_source_id,
        structures.salary_structure_assignment_id,
        coalesce(structures.company_id, employments.company_id) as company_id,
        cast(structures.monthly_base_amount * 12 as decimal(18, 2)) as annual_base_amount,
        cast(nullif(structures.monthly_variable_amount, 0) * 12 as decimal(18, 2)) as variable_target_amount,
        structures.currency,
        structures.from_date,
        structures.known_from,
        lead(structures.from_date) over (
            partition by structures.employee_id order by structures.from_date
        ) as next_date
    from structures
    inner join employments
        on structures.employee_id = employments.source_id
    where
        structures.newest = 1
        and employments.source_system = 'frappe_hr'
        and (employments.end_date is null or structures.from_date <= employments.end_date)
),

-- One system speaks for a company's base pay: the contract does where no salary structure was assigned.
structured_companies as (
    select distinct company_id from ranges
),

contract_bases as (
    select
        bases.*,
        coalesce(
            bases.valid_to,
            lead(bases.valid_from) over (
                partition by bases.source_system, bases.employee_number order by bases.valid_from
            ),
            {{ until('null') }}
        ) as valid_until
    from {{ ref('stg_contract__comp_bases') }} as bases
    left join structured_companies
        on bases.company_id = structured_companies.company_id
    where bases.known_to is null and structured_companies.company_id is null
),

-- A row lies in the employments it overlaps, cut to them: the contract's own by employee number, a connector's by the
-- person.
contract_pay as (
    select
        bases.source_system,
        bases.employee_number || '/' || cast(bases.valid_from as string) as source_id,
        bases.company_id,
        employments.employment_key,
        bases.employee_number as person_source_id,
        cast(
            bases.base_amount * case bases.frequency
                when 'year' then 1
                when 'month' then 12
                when 'week' then 52
                when 'hour' then 52 * bases.hours_per_week
            end as decimal(18, 2)
        ) as annual_base_amount,
        bases.variable_target as variable_target_amount,
        bases.ctc_annual as cost_to_company_amount,
        bases.fte_basis,
        bases.currency,
        bases.reason,
        case when bases.valid_from < employments.start_date then employments.start_date else bases.valid_from end
            as valid_from,
        nullif(
            case
                when bases.valid_until > {{ until(add_days('employments.end_date', 1)) }}
                    then {{ add_days('employments.end_date', 1) }}
                else bases.valid_until
            end,
            {{ until('null') }}
        ) as valid_to,
        bases.known_from
    from contract_bases as bases
    inner join {{ ref('canonical__identity_link') }} as links
        on
            bases.source_system = links.source_system
            and bases.employee_number = links.source_id
    inner join employments
        on
            links.person_key = employments.person_key
            and bases.valid_from < {{ until(add_days('employments.end_date', 1)) }}
            and bases.valid_until > employments.start_date
    where
        not {{ is_contract('employments.source_system') }}
        or employments.person_source_id = bases.employee_number
)

select
    'frappe_hr' as source_system,
    ranges.salary_structure_assignment_id as source_id,
    ranges.company_id,
    ranges.employment_key,
    ranges.person_source_id,
    ranges.annual_base_amount,
    ranges.variable_target_amount,
    case when ranges.next_date is null then costs.cost_to_company_amount end as cost_to_company_amount,
    cast(null as decimal(9, 4)) as fte_basis,
    coalesce(ranges.currency, companies.currency) as currency,
    cast(null as string) as reason,
    ranges.from_date as valid_from,
    coalesce(ranges.next_date, {{ add_days('ranges.end_date', 1) }}) as valid_to,
    ranges.known_from
from ranges
left join {{ ref('canonical__company') }} as companies
    on ranges.company_id = companies.company_id
left join costs
    on ranges.person_source_id = costs.employee_id

union all

select * from contract_pay
