-- Who is expected to have gone, by job family and company: shares, of people in round numbers.
with plans as (
    select * from {{ ref('workforce_plan') }}
),

policy as (
    {{ disclosure_policy_in_force() }}
),

families as (
    select
        company_id,
        job_family,
        max(people_count) as people_count,
        max(year_end_date) as last_date,
        max(exit_rate) as exit_rate,
        max(withheld_reason) as withheld_reason,
        {% for year in [1, 2, 3] -%}
            max(case when year_number = {{ year }} then expected_leavers end) as leavers_{{ year }},
        {% endfor -%}
        max(case when year_number = 3 then expected_leavers_lower end) as leavers_lower,
        max(case when year_number = 3 then expected_leavers_upper end) as leavers_upper
    from plans
    group by company_id, job_family
),

-- Never fewer than the minimum group, whatever the policy of trends says.
judged as (
    select
        families.*,
        policy.minimum_group,
        families.withheld_reason is null and families.people_count >= policy.minimum_group as is_shown
    from families
    cross join policy
)

select
    judged.company_id,
    judged.job_family,
    judged.job_family || ', ' || companies.company_name as family_name,
    judged.last_date as period_end,
    case when judged.is_shown then {{ at_least('judged.people_count', 'judged.minimum_group') }} end
        as people_at_least_count,
    case when judged.is_shown then cast(judged.exit_rate as decimal(18, 4)) end as exit_ratio,
    {% for column, figure in {
        'first_year_ratio': 'leavers_1',
        'second_year_ratio': 'leavers_2',
        'third_year_ratio': 'leavers_3',
        'third_year_low_ratio': 'leavers_lower',
        'third_year_high_ratio': 'leavers_upper',
    }.items() -%}
        case
            when judged.is_shown
                then cast({{ exact_ratio('judged.' ~ figure, 'judged.people_count', 2) }} as decimal(18, 4))
        end as {{ column }},
    {% endfor -%}
    case when not judged.is_shown then {{ small_group_reason('judged.minimum_group') }} end as withheld_reason
from judged
inner join {{ ref('dim_company') }} as companies
    on judged.company_id = companies.company_id
