-- Critical: a word that no mapping seed knows changes figures silently (a contractor counted as nothing, a component
-- outside pay). Each row names source and field, and the word to add to the seed.
-- Reasons of leaving have their own bucket and test: assert_every_exit_reason_is_mapped.
with words as (
    select
        'frappe_hr' as source_system,
        'employee.employment_type' as field_name,
        employment_type as source_value,
        'mapping_employment_types' as seed
    from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
    union
    select 'frappe_hr', 'employee.gender', gender, 'mapping_genders'
    from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
    union
    select 'frappe_hr', 'goal.status', status, 'mapping_goal_statuses'
    from {{ ref('stg_frappe_hr__goals') }}
    where known_to is null
    union
    select source_system, 'pay component', component_code, 'mapping_pay_components'
    from {{ ref('canonical__pay_item') }}
    union
    select 'canonical_files', 'successors.readiness', readiness, 'mapping_readiness'
    from {{ ref('stg_canonical_files__successors') }}
    where known_to is null
),

known as (
    {%- for seed in ['mapping_employment_types', 'mapping_genders', 'mapping_goal_statuses', 'mapping_pay_components',
                     'mapping_readiness'] %}
    select source_system, source_value, '{{ seed }}' as seed from {{ ref(seed) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    words.source_system,
    words.field_name,
    words.source_value,
    words.seed
from words
left join known
    on words.source_system = known.source_system
    and words.seed = known.seed
    and {{ mapping_word('words.source_value') }} = known.source_value
where words.source_value is not null and known.source_value is null
