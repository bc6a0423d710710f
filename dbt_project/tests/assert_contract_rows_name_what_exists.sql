-- Critical: a row of the contract that names what nobody delivers would be lost, or stand for nothing. Told by file and
-- column, without the values, which may be personal.
{%- set references = [
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
    ('successors', 'plan_id', 'stg_contract__succession_plans', 'plan_id', 'a plan'),
    ('survey_items', 'survey_id', 'stg_contract__surveys', 'survey_id', 'a survey'),
    ('survey_invites', 'survey_id', 'stg_contract__surveys', 'survey_id', 'a survey'),
    ('survey_invites', 'org_unit_id', 'canonical__org_unit', 'org_unit_id', 'a unit'),
    ('survey_responses', 'survey_id', 'stg_contract__surveys', 'survey_id', 'a survey'),
] %}
with lost as (
    {%- for table, column, target, target_column, named in references %}
        select
            delivered.source_system,
            '{{ table }}.{{ column }}' as field_name,
            '{{ named }} that nobody delivers' as problem
        from {{ ref('stg_contract__' ~ table) }} as delivered
        {%- if table in ('employments', 'assignments') %}
            -- Where a connector speaks for the company, another test says that these rows do not count.
            inner join {{ ref('canonical__hr_system') }} as hr_systems
                on
                    delivered.company_id = hr_systems.company_id
                    and hr_systems.hr_system = 'contract'
        {%- endif %}
        left join (
            select distinct {{ target_column }}
            from {{ ref(target) }}
            {%- if target.startswith('stg_') %}
                where known_to is null
            {%- endif %}
        ) as known
            on delivered.{{ column }} = known.{{ target_column }}
        where delivered.known_to is null and delivered.{{ column }} is not null and known.{{ target_column }} is null
        union all
    {%- endfor %}
    select
        assignments.source_system,
        'assignments.employee_number' as field_name,
        'days on which the person has no employment' as problem
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
    source_system || ', ' || field_name || ': ' || cast(count(*) as string) || ' row(s) name ' || problem
    || '; deliver it, or correct the row.' as sentence
from lost
group by source_system, field_name, problem
