{{ config(severity='warn') }}
-- Warning: a correction whose record no longer holds the wrong value was overtaken by the source; it still applies and
-- should be taken out of the seed.
with records as (
    {%- for field, column in [('gender', 'gender'), ('date_of_birth', 'birth_date'),
                              ('date_of_joining', 'joining_date'),
                              ('relieving_date', 'relieving_date'), ('reason_for_leaving', 'exit_reason')] %}
        select
            employee_id,
            '{{ field }}' as field_name,
            cast({{ column }} as string) as source_value
        from {{ ref('stg_frappe_hr__employees') }}
        where known_to is null
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    corrections.source_id,
    corrections.field_name
from {{ ref('employee_corrections') }} as corrections
left join records
    on
        corrections.source_id = records.employee_id
        and corrections.field_name = records.field_name
where coalesce(records.source_value, '') <> coalesce(corrections.wrong_value, '')
