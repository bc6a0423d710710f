with appraisals as (
    select * from {{ ref('stg_frappe_hr__appraisals') }}
    where docstatus = 1 and known_to is null
),

feedbacks as (
    select * from {{ ref('stg_frappe_hr__performance_feedbacks') }}
    where docstatus = 1 and known_to is null
),

-- Frappe writes 0 where a component was not given, and averages it in.
ratings as (
    {%- for rating_type, score in [('final', 'final_score'), ('goal', 'total_score'), ('self', 'self_score')] %}
        select
            appraisal_id as source_id,
            company_id,
            employee_id as person_source_id,
            {% if rating_type == 'self' %}employee_id{% else %}cast(null as string){% endif %} as rater_source_id,
            cycle_id,
            '{{ rating_type }}' as rating_type,
            nullif({{ score }}, 0) as rating_value,
            cast(modified_site_time as date) as rated_date,
            {% if rating_type == 'final' -%}
                coalesce(total_score > 0 and self_score > 0 and avg_feedback_score > 0, false)
            {%- else %}true{% endif %} as is_complete,
            known_from
        from appraisals
        union all
    {%- endfor %}
    select
        feedback_id as source_id,
        company_id,
        employee_id as person_source_id,
        reviewer_employee_id as rater_source_id,
        cycle_id,
        'feedback' as rating_type,
        nullif(total_score, 0) as rating_value,
        cast(coalesce(added_site_time, created_site_time) as date) as rated_date,
        true as is_complete,
        known_from
    from feedbacks
    where cycle_id is not null
)

select
    'frappe_hr' as source_system,
    source_id,
    company_id,
    person_source_id,
    rater_source_id,
    cycle_id,
    rating_type,
    rating_value,
    cast(0 as decimal(9, 4)) as scale_min,
    cast(5 as decimal(9, 4)) as scale_max,
    rated_date,
    is_complete,
    known_from
from ratings

union all

select
    source_system,
    cycle_id || '/' || employee_number || '/' || review_type || '/' || coalesce(reviewer_employee_number, '')
        as source_id,
    company_id,
    employee_number as person_source_id,
    reviewer_employee_number as rater_source_id,
    cycle_id,
    review_type as rating_type,
    rating_value,
    scale_min,
    scale_max,
    submitted_date as rated_date,
    true as is_complete,
    known_from
from {{ ref('stg_contract__reviews') }}
where status = 'submitted' and known_to is null
