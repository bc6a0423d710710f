-- Women and men in four bands of hourly pay, with the one decimal the regulations ask for. A band with too few of
-- either is hidden, and with it what would give it away; the bands hold those on full pay, in a round number, so that
-- the others cannot be counted.
with quartiles as (
    select * from {{ ref('pay_quartile') }}
),

women_parts as (
    select
        company_id,
        cycle_id,
        cast(quartile as string) as part_key,
        women_count as part_size
    from quartiles
),

men_parts as (
    select
        company_id,
        cycle_id,
        cast(quartile as string) as part_key,
        men_count as part_size
    from quartiles
),

{{ released_parts('women', 'women_parts', ['company_id', 'cycle_id']) }},

{{ released_parts('men', 'men_parts', ['company_id', 'cycle_id']) }},

companies as (
    select
        company_id,
        company_name
    from {{ ref('dim_company') }}
),

judged as (
    select
        quartiles.*,
        companies.company_name,
        policy.minimum_group,
        cast({{ share('quartiles.women_count', 'quartiles.people_count') }} as decimal(18, 3)) as women_ratio,
        coalesce(women.withheld_reason, men.withheld_reason) as withheld_reason
    from quartiles
    inner join companies
        on quartiles.company_id = companies.company_id
    inner join women
        on
            quartiles.company_id = women.company_id
            and quartiles.cycle_id = women.cycle_id
            and cast(quartiles.quartile as string) = women.part_key
    inner join men
        on
            quartiles.company_id = men.company_id
            and quartiles.cycle_id = men.cycle_id
            and cast(quartiles.quartile as string) = men.part_key
    cross join women_policy as policy
)

select
    company_id,
    cycle_id,
    quartile,
    company_name,
    decision_date as snapshot_date,
    quartile_name,
    case when withheld_reason is null then {{ at_least('people_count', 'minimum_group') }} end
        as people_at_least_count,
    case when withheld_reason is null then women_ratio end as women_ratio,
    case when withheld_reason is null then cast(1 - women_ratio as decimal(18, 3)) end as men_ratio,
    withheld_reason
from judged
