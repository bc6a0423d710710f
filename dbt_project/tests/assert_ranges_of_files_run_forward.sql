-- Critical: a range that ends before it begins holds on no day, and a level outside its scale is no level. Each row
-- names the file and the identifier to correct.
{%- set ranges = [
    ('job_cards', 'canonical__job_card', 'job_id', 'valid_to <= valid_from'),
    ('job_competencies', 'canonical__job_competency', 'job_id', 'valid_to <= valid_from'),
    ('objectives', 'canonical__objective', 'objective_id', 'period_end_date < period_start_date'),
    ('finance_periods', 'canonical__finance_period', 'company_id', 'period_end_date < period_start_date'),
    ('competencies', 'canonical__competency', 'competency_id', 'level_max <= level_min'),
    ('absences', 'canonical__absence', 'absence_id', 'to_date < from_date or absence_days < 0'),
    ('goal_checkins', 'canonical__goal_checkin', 'goal_id', 'confidence_ratio < 0 or confidence_ratio > 1'),
    ('benchmarks', 'canonical__benchmark', 'metric', 'percentile < 1 or percentile > 99'),
] %}
{%- for file_name, model, identifier, wrong in ranges %}
    select
        '{{ file_name }}' as file_name,
        {{ identifier }} as identifier
    from {{ ref(model) }}
    where {{ wrong }}
    union all
{%- endfor %}

select
    'job_competencies' as file_name,
    required.competency_id as identifier
from {{ ref('canonical__job_competency') }} as required
inner join {{ ref('canonical__competency') }} as scales
    on
        required.source_system = scales.source_system
        and required.company_id = scales.company_id
        and required.competency_id = scales.competency_id
where required.required_level < scales.level_min or required.required_level > scales.level_max
