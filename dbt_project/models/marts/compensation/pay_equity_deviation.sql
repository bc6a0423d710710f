-- How far each person's pay, and whether it is a woman's, is from the means of place, kind of work and grade, once
-- those are gone from each other: what the additive steps of the ladder of pay equity are fitted on.
{%- set place = "company_id || '/' || location || '/' || contract_time" -%}
{%- set in_family = 'location is not null and job_family is not null' -%}
{%- set in_grade = in_family ~ ' and grade_key is not null' -%}
{%- set ladder = {
    'place_family': {'needs': in_family},
    'place_family_grade': {'needs': in_grade, 'grade': 'grade_key'},
    'place_family_grade_tenure_rating': {
        'needs': in_grade ~ ' and rating_normalised is not null', 'grade': 'grade_key',
        'tenure': 'cast(service_months as double)', 'rating': 'cast(rating_normalised as double)'
    },
} -%}
{%- set figures = ['outcome_value', 'is_group', 'tenure', 'rating', 'outcome_left', 'group_left', 'tenure_left'] -%}
{%- set keys = ['cycle_id', 'scope_type', 'scope_id', 'variant'] %}
with people as (
    select * from {{ ref('pay_equity_person') }}
    where gender in ('female', 'male') and annual_fte_base_amount > 0
),

scoped as (
    select
        *,
        'company' as scope_type,
        company_id as scope_id
    from people
    union all
    select
        *,
        'group' as scope_type,
        '*' as scope_id
    from people
),

fits as (
    {% for variant, step in ladder.items() -%}
        select
            cycle_id,
            scope_type,
            scope_id,
            '{{ variant }}' as variant,
            company_id,
            person_key,
            job_key,
            {{ place }} as cell_key,
            company_id || '/' || job_family as family,
            {{ step.get('grade', "'any'") }} as grade,
            {{ step.get('tenure', 'cast(0 as double)') }} as tenure,
            {{ step.get('rating', 'cast(0 as double)') }} as rating,
            ln(cast(annual_fte_base_amount as double)) as outcome_value,
            cast(case when gender = 'female' then 1 else 0 end as double) as is_group
        from scoped
        where {{ step.needs }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

{{ factor_deviations(
    'deviations', 'fits', keys, ['tenure', 'rating'], ['company_id', 'person_key', 'job_key'], ['family', 'grade']
) }}

select
    {{ keys | join(', ') }},
    company_id,
    person_key,
    job_key,
    cell_key,
    family,
    grade,
    -- Engines sum in another order: what they differ by is rounded away before it is a half.
    {% for figure in figures -%}
        cast(round({{ figure }}, 12) as decimal(18, 9)) as {{ figure }},
    {% endfor -%}
    cast(round(rating_left, 12) as decimal(18, 9)) as rating_left
from deviations
