with employments as (
    select * from {{ ref('canonical__employment') }}
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
        and not employments.is_rescinded
        and (employments.end_date is null or structures.from_date <= employments.end_date)
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
    coalesce(ranges.currency, companies.currency) as currency,
    ranges.from_date as valid_from,
    coalesce(ranges.next_date, {{ add_days('ranges.end_date', 1) }}) as valid_to,
    ranges.known_from
from ranges
left join {{ ref('canonical__company') }} as companies
    on ranges.company_id = companies.company_id
left join costs
    on ranges.person_source_id = costs.employee_id
