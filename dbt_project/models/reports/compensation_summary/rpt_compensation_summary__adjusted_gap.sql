-- What is left of the gap between women and men once they are compared with their like, step by step.
{%- set steps = [
    ('none', 'Nothing'), ('grade', 'Grade'), ('grade_tenure_rating', 'Grade, service and rating'),
    ('grade_job', 'Grade and job'), ('grade_job_tenure_rating', 'Grade, job, service and rating'),
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

-- One pair of counts for all steps, so that who drops out of one cannot be counted.
sizes as (
    select
        company_id,
        cycle_id,
        max(n_women) as women_count,
        max(n_men) as men_count
    from gaps
    group by company_id, cycle_id
)

select
    gaps.company_id,
    gaps.cycle_id,
    cast(steps.sequence as int) as sequence,
    coalesce(companies.company_name, 'All companies') as company_name,
    steps.held_equal,
    cast(gaps.value as decimal(18, 4)) as gap_ratio,
    cast(gaps.lower_value as decimal(18, 4)) as lower_ratio,
    cast(gaps.upper_value as decimal(18, 4)) as upper_ratio,
    cast(gaps.r_squared as decimal(18, 2)) as explained_ratio,
    case when gaps.withheld_reason is null then sizes.women_count end as women_count,
    case when gaps.withheld_reason is null then sizes.men_count end as men_count,
    case when gaps.withheld_reason is not null then 'too few people for a comparison this fine' end as withheld_reason
from gaps
inner join steps
    on gaps.variant = steps.variant
inner join sizes
    on
        gaps.company_id = sizes.company_id
        and gaps.cycle_id = sizes.cycle_id
left join companies
    on gaps.company_id = companies.company_id
