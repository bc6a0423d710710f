{{ config(severity='warn') }}
-- Warning: grades of trainings are free text; one that is not mapped gives no score, and nothing else depends on it.
select
    lines.grade_text,
    count(*) as result_count
from {{ ref('stg_frappe_hr__training_result_employees') }} as lines
left join {{ ref('mapping_training_grades') }} as grades
    on
        grades.source_system = 'frappe_hr'
        and {{ mapping_word('lines.grade_text') }} = grades.source_value
where lines.known_to is null and lines.grade_text is not null and grades.source_value is null
group by lines.grade_text
