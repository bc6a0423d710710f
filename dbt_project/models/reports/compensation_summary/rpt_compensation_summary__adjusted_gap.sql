-- What is left of the gap between women and men once they are compared with their like, step by step. Everybody in the
-- company is counted, in round numbers: who drops out of a step, or has no gender on record, cannot be counted from it.
{%- set steps = [
    ('none', 'Nothing'), ('place', 'Place and working time'), ('place_family', 'Place, time and work'),
    ('place_family_grade', 'Place, time, work and grade'),
    ('place_family_grade_tenure_rating', 'Place, time, work, grade, service and rating'),
    ('grade', 'Grade alone'), ('grade_job', 'Grade and job'),
] %}
with steps as (
    {% for variant, name in steps -%}
        select
            {{ loop.index }} as sequence,
            '{{ variant }}' as variant,
            '{{ name }}' as held_equal
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

gaps as (
    select * from {{ ref('pay_equity') }}
    where measure = 'adjusted_gap'
),

companies as (
    select
        company_id,
        company_name
    from {{ ref('dim_company') }}
),

population as (
    select
        company_id,
        cycle_id,
        count(*) as people_count
    from {{ ref('pay_equity_person') }}
    group by company_id, cycle_id
),

sizes as (
    select * from population
    union all
    select
        '*' as company_id,
        cycle_id,
        sum(people_count) as people_count
    from population
    group by cycle_id
),

policy as (
    {{ disclosure_policy_in_force() }}
)

select
    gaps.company_id,
    gaps.cycle_id,
    cast(steps.sequence as int) as sequence,
    gaps.variant,
    coalesce(companies.company_name, 'All companies') as company_name,
    steps.held_equal,
    steps.held_equal || ', ' || coalesce(companies.company_name, 'all companies') as step_name,
    cast(gaps.value as decimal(18, 4)) as gap_ratio,
    cast(gaps.lower_value as decimal(18, 4)) as lower_ratio,
    cast(gaps.upper_value as decimal(18, 4)) as upper_ratio,
    cast(exp(cast(1.96 * gaps.robust_standard_error as double)) - 1 as decimal(18, 4)) as robust_margin_ratio,
    cast(exp(cast(1.96 * gaps.cluster_standard_error as double)) - 1 as decimal(18, 4)) as job_margin_ratio,
    cast(gaps.r_squared as decimal(18, 2)) as explained_ratio,
    cast(gaps.variance_inflation as decimal(18, 2)) as variance_inflation,
    case
        when gaps.withheld_reason is null
            then {{ at_least('cast(sizes.people_count as bigint)', 'policy.minimum_group') }}
    end as people_at_least_count,
    case
        when gaps.withheld_reason = 'no_policy_in_force' then 'no policy says when a gap may be shown'
        when gaps.withheld_reason is not null then 'too few people for a comparison this fine'
    end as withheld_reason
from gaps
inner join steps
    on gaps.variant = steps.variant
inner join sizes
    on
        gaps.company_id = sizes.company_id
        and gaps.cycle_id = sizes.cycle_id
left join companies
    on gaps.company_id = companies.company_id
cross join policy
