-- Women's part of gross wages (SEBI BRSR core), beside their part of the people who were paid.
with wages as (
    select * from {{ ref('wages_share') }}
),

companies as (
    select
        company_id,
        company_name
    from {{ ref('dim_company') }}
),

policy as (
    {{ disclosure_policy_in_force() }}
),

judged as (
    select
        wages.*,
        companies.company_name,
        case
            when
                wages.women_count < policy.minimum_group
                or wages.people_count - wages.women_count < policy.minimum_group
                then {{ small_group_reason('policy.minimum_group') }}
        end as withheld_reason
    from wages
    inner join companies
        on wages.company_id = companies.company_id
    cross join policy
)

select
    company_id,
    cycle_id,
    company_name,
    currency,
    decision_date as year_end_date,
    case when withheld_reason is null then cast({{ share('women_gross_amount', 'gross_amount') }} as decimal(18, 4)) end
        as women_wages_ratio,
    case when withheld_reason is null then cast({{ share('women_count', 'people_count') }} as decimal(18, 4)) end
        as women_people_ratio,
    case when withheld_reason is null then cast(gross_amount as decimal(18, 0)) end as gross_amount,
    case when withheld_reason is null then people_count end as people_count,
    withheld_reason
from judged
