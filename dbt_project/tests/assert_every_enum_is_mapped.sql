-- Critical: a word that no mapping seed knows changes figures silently (a contractor counted as nothing, a component
-- outside pay). Each row names source and field, and the row to add to the seed, with what to choose from in brackets.
-- A word of the contract stands in a seed once, as canonical_files, whichever of the contract's sources sent it.
-- Reasons of leaving have their own bucket and test: assert_every_exit_reason_is_mapped.
{%- set fields = [
    ('frappe_hr', 'Employee.employment_type', 'employment_type', 'stg_frappe_hr__employees', 'mapping_employment_types'),
    ('frappe_hr', 'Employee.gender', 'gender', 'stg_frappe_hr__employees', 'mapping_genders'),
    ('frappe_hr', 'Goal.status', 'status', 'stg_frappe_hr__goals', 'mapping_goal_statuses'),
    ('frappe_hr', 'Salary Detail.salary_component', 'component_code', 'stg_frappe_hr__salary_details',
     'mapping_pay_components'),
    ('payroll_register', 'component', 'component_code', 'stg_payroll_register__register_lines',
     'mapping_pay_components'),
    ('canonical_files', 'successors.readiness', 'readiness', 'stg_contract__successors', 'mapping_readiness'),
] %}
{%- set choices = {
    'mapping_employment_types': '<employee, contingent or intern>,<share of full time such as 0.5000, or nothing>',
    'mapping_genders': '<female, male, other or unknown>',
    'mapping_goal_statuses': '<pending, in_progress, completed, archived or closed>',
    'mapping_pay_components': '<base, allowance, variable, overtime, statutory_er, deduction or reimbursement>',
    'mapping_readiness': '<ready_now, under_1_year, one_to_two_years, over_two_years or not_assessed>',
} %}
with words as (
    {%- for source_system, field_name, column, model, seed in fields %}
        select distinct
            {{ 'source_system' if source_system == 'canonical_files' else "'" ~ source_system ~ "' as source_system" }},
            '{{ source_system }}' as mapped_as,
            '{{ field_name }}' as field_name,
            {{ column }} as source_value,
            '{{ seed }}' as seed
        from {{ ref(model) }}
        where known_to is null and {{ column }} is not null
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

known as (
    {%- for seed in fields | map(attribute=4) | unique %}
        select
            source_system,
            source_value,
            '{{ seed }}' as seed
        from {{ ref(seed) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    words.source_system,
    words.field_name,
    words.source_value,
    words.seed,
    words.source_system || ', ' || words.field_name || ': the word ''' || words.source_value
    || ''' is in no mapping; add the row ' || words.mapped_as || ','
    || case
        when words.source_value like '%,%' then '"' || {{ mapping_word('words.source_value') }} || '"'
        else {{ mapping_word('words.source_value') }}
    end
    || ','
    || case words.seed
        {%- for seed, choice in choices.items() %}
            when '{{ seed }}' then '{{ choice }}'
        {%- endfor %}
        else '<' || words.seed || '>'
    end
    || ' to dbt_project/seeds/mappings/' || words.seed || '.csv.' as sentence
from words
left join known
    on
        words.mapped_as = known.source_system
        and words.seed = known.seed
        and {{ mapping_word('words.source_value') }} = known.source_value
where known.source_value is null
