{%- set days = [90, 365] -%}
{%- set measures = ['hire_count'] -%}
{%- set variants = [] -%}
{%- for day in days -%}
    {%- do measures.extend(['gone_' ~ day, 'unseen_' ~ day]) -%}
    {%- do variants.append({
        'name': 'day_' ~ day,
        'numerator': 'case when unseen_' ~ day ~ ' = 0 then gone_' ~ day ~ ' end',
        'denominator': 'hire_count',
        'coverage': '1 - cast(unseen_' ~ day ~ ' as double) / nullif(cast(hire_count as double), 0)',
        'withheld': {'cohort_not_observed': 'unseen_' ~ day ~ ' > 0'},
    }) -%}
{%- endfor -%}

with hires as (
    select
        place.*,
        place.valid_from as hire_date
    from {{ ref('person_month') }} as place
    where place.worker_type = 'employee' and place.hire_count = 1 and not place.is_continued
),

-- The first exit that counts, of whatever kind.
gone as (
    select
        hires.employment_key,
        min(exits.end_date) as end_date
    from hires
    inner join {{ ref('counted_exit') }} as exits
        on
            hires.person_key = exits.person_key
            and hires.hire_date <= exits.end_date
    group by hires.employment_key
),

direct as (
    select
        hires.*,
        {% for day in days -%}
            case when gone.end_date <= {{ add_days('hires.hire_date', day) }} then 1 else 0 end as gone_{{ day }},
            case when {{ add_days('hires.hire_date', day) }} > {{ as_of_date() }} then 1 else 0 end as unseen_{{ day }},
        {% endfor -%}
        gone.end_date
    from hires
    left join gone
        on hires.employment_key = gone.employment_key
),

cohorts as (
    {{ by_dimension('direct', measures) }}
)

{{ kpi_rows('new_hire_turnover', 'cohorts', variants) }}
