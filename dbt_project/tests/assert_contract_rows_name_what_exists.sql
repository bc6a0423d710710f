-- Critical: a row of the contract that names what nobody delivers would be lost, or stand for nothing. Told by file and
-- column, without the values, which may be personal. Where a connector says who works in a company, the contract's
-- employments and assignments do not count, and another test says so.
{%- set references = [
    ('employments', 'company_id', 'canonical__company', 'company_id', 'a company'),
    ('employments', 'employee_number', 'stg_contract__persons', 'employee_number', 'a person'),
    ('assignments', 'manager_employee_number', 'stg_contract__persons', 'employee_number', 'a manager'),
    ('assignments', 'org_unit_id', 'canonical__org_unit', 'org_unit_id', 'a unit'),
    ('assignments', 'job_id', 'canonical__job', 'job_id', 'a job'),
    ('assignments', 'grade_id', 'canonical__grade', 'grade_id', 'a grade'),
    ('pay_items', 'employee_number', 'stg_contract__pay_runs', 'employee_number', 'a person without any pay run,'),
    ('reviews', 'cycle_id', 'stg_contract__review_cycles', 'cycle_id', 'a cycle'),
    ('review_items', 'cycle_id', 'stg_contract__review_cycles', 'cycle_id', 'a cycle'),
    ('goals', 'org_unit_id', 'canonical__org_unit', 'org_unit_id', 'a unit'),
    ('learning_records', 'learning_item_id', 'stg_contract__learning_items', 'learning_item_id', 'an item'),
    ('survey_items', 'survey_id', 'stg_contract__surveys', 'survey_id', 'a survey'),
    ('survey_invites', 'survey_id', 'stg_contract__surveys', 'survey_id', 'a survey'),
    ('survey_invites', 'org_unit_id', 'canonical__org_unit', 'org_unit_id', 'a unit'),
    ('survey_responses', 'survey_id', 'stg_contract__surveys', 'survey_id', 'a survey'),
] %}
{%- set targets = [] %}
{%- for reference in references if reference[2:4] not in targets %}{% do targets.append(reference[2:4]) %}{% endfor %}
with known as (
    {%- for target, column in targets %}
        select distinct
            '{{ target }}' as target_name,
            {{ column }} as identifier
        from {{ ref(target) }}
        where {{ 'known_to is null' if target.startswith('stg_') else column ~ ' is not null' }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

named as (
    {%- for table, column, target, target_column, noun in references %}
        select
            source_system,
            company_id,
            '{{ table }}' as file_name,
            '{{ table }}.{{ column }}' as field_name,
            '{{ target }}' as target_name,
            '{{ noun }} that nobody delivers' as problem,
            {{ column }} as identifier,
            count(*) as row_count
        from {{ ref('stg_contract__' ~ table) }}
        where known_to is null and {{ column }} is not null
        group by source_system, company_id, {{ column }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

lost as (
    select
        named.source_system,
        named.field_name,
        named.problem,
        named.row_count
    from named
    left join known
        on
            named.target_name = known.target_name
            and named.identifier = known.identifier
    left join {{ ref('canonical__hr_system') }} as hr_systems
        on named.company_id = hr_systems.company_id
    where
        known.identifier is null
        and (
            named.file_name not in ('employments', 'assignments')
            or coalesce(hr_systems.hr_system, 'contract') = 'contract'
        )
    union all
    select
        assignments.source_system,
        'assignments.employee_number' as field_name,
        'days on which the person has no employment' as problem,
        1 as row_count
    from {{ ref('stg_contract__assignments') }} as assignments
    inner join {{ ref('canonical__hr_system') }} as hr_systems
        on
            assignments.company_id = hr_systems.company_id
            and hr_systems.hr_system = 'contract'
    left join {{ ref('canonical__employment') }} as employments
        on
            assignments.employee_number = employments.person_source_id
            and assignments.valid_from < {{ until(add_days('employments.end_date', 1)) }}
            and {{ until('assignments.valid_to') }} > employments.start_date
    where assignments.known_to is null and employments.employment_key is null
)

select
    source_system || ', ' || field_name || ': ' || cast(sum(row_count) as string) || ' row(s) name ' || problem
    || '; deliver it, or correct the row.' as sentence
from lost
group by source_system, field_name, problem
