-- Critical roles expected to fall vacant by the end of each of the next years, against people ready by then. Of the
-- whole group alone: in a family with few roles it would tell when somebody retires.
with plans as (
    select
        year_number,
        max(year_end_date) as year_end_date,
        cast(sum(role_count) as bigint) as role_count,
        sum(expected_role_vacancies) as expected_role_vacancies
    from {{ ref('workforce_plan') }}
    where role_count > 0 and withheld_reason is null
    group by year_number
),

ready as (
    select
        count(distinct case when counted_readiness in ('ready_now', 'under_1_year') then person_key end)
            as first_year_count,
        count(distinct case
            when counted_readiness in ('ready_now', 'under_1_year', 'one_to_two_years') then person_key
        end) as later_count
    from {{ ref('succession_nomination') }}
    where is_counted
),

policy as (
    {{ disclosure_policy_in_force() }}
),

sized as (
    select
        plans.*,
        case when plans.year_number = 1 then ready.first_year_count else ready.later_count end as ready_count,
        policy.minimum_group
    from plans
    cross join ready
    cross join policy
)

select
    cast(year_number as int) as year_number,
    case year_number when 1 then 'In a year' when 2 then 'In two years' else 'In three years' end as year_name,
    year_end_date as period_end,
    case when role_count >= minimum_group then role_count end as role_count,
    case when role_count >= minimum_group then cast(round(expected_role_vacancies, 1) as decimal(18, 1)) end
        as expected_role_vacancies,
    case when role_count >= minimum_group then {{ at_least('ready_count', 'minimum_group') }} end
        as ready_people_at_least_count,
    case when role_count < minimum_group then {{ small_group_reason('minimum_group') }} end as withheld_reason
from sized
