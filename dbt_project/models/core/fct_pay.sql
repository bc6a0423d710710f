with pay as (
    select * from {{ ref('canonical__comp_base') }}
),

employments as (
    select
        employment_key,
        person_key,
        start_date
    from {{ ref('fct_employment') }}
),

assignments as (
    select
        employment_key,
        fte,
        valid_from,
        {{ until('valid_to') }} as valid_until
    from {{ ref('fct_assignment') }}
),

dated as (
    select
        pay.*,
        employments.person_key,
        case when pay.valid_from < employments.start_date then employments.start_date else pay.valid_from end
            as fte_date
    from pay
    inner join employments
        on pay.employment_key = employments.employment_key
)

select
    {{ surrogate_key(['dated.source_system', 'dated.source_id', 'dated.employment_key']) }} as pay_key,
    dated.person_key,
    dated.company_id,
    dated.employment_key,
    dated.valid_from,
    dated.valid_to,
    -- An amount at another FTE than the person's own is that much less or more.
    case
        when dated.fte_basis <> assignments.fte
            then {{ exact_ratio('dated.annual_base_amount * assignments.fte', 'dated.fte_basis', places=2) }}
        else dated.annual_base_amount
    end as annual_base_amount,
    dated.variable_target_amount,
    dated.cost_to_company_amount,
    dated.currency,
    assignments.fte,
    dated.source_id as source_document,
    dated.known_from
from dated
left join assignments
    on
        dated.employment_key = assignments.employment_key
        and dated.fte_date >= assignments.valid_from
        and dated.fte_date < assignments.valid_until
where dated.annual_base_amount is not null
