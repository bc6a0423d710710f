with employments as (
    select * from {{ ref('canonical__employment') }}
    where source_system = 'frappe_hr' and not is_rescinded
),

employment_types as (
    select
        source_value,
        worker_type,
        fte
    from {{ ref('mapping_employment_types') }}
    where source_system = 'frappe_hr'
),

records as (
    select * from {{ ref('stg_frappe_hr__employees') }}
    where known_to is null
),

first_known as (
    select
        employee_id,
        cast(min(known_from) as date) as first_known_date
    from {{ ref('stg_frappe_hr__employees') }}
    group by employee_id
),

-- What the present record says, one row per employment and property.
present as (
    {%- for property, column in employee_properties() %}
        select
            employments.employment_key,
            employments.start_date,
            '{{ property }}' as property_name,
            records.{{ column }} as record_value
        from employments
        inner join records
            on employments.source_id = records.employee_id
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

-- Changes after the last day employed change nothing.
events as (
    select
        movement_events.employment_key,
        movement_events.property_name,
        movement_events.movement_date,
        movement_events.from_value,
        movement_events.to_value,
        row_number() over (
            partition by movement_events.employment_key, movement_events.property_name
            order by movement_events.movement_date
        ) as event_number,
        lead(movement_events.movement_date) over (
            partition by movement_events.employment_key, movement_events.property_name
            order by movement_events.movement_date
        ) as next_date,
        lead(movement_events.from_value) over (
            partition by movement_events.employment_key, movement_events.property_name
            order by movement_events.movement_date
        ) as next_from_value
    from {{ ref('canonical__movement_event') }} as movement_events
    inner join employments
        on movement_events.employment_key = employments.employment_key
    where employments.end_date is null or movement_events.movement_date <= employments.end_date
),

-- Each property by itself: before its first change, from change to change, and after the last one the record.
property_ranges as (
    select
        present.employment_key,
        present.property_name,
        present.record_value as property_value,
        true as is_undocumented,
        false as is_contradicted,
        present.start_date as valid_from,
        cast(null as date) as valid_to
    from present
    left join events
        on
            present.employment_key = events.employment_key
            and present.property_name = events.property_name
    where events.employment_key is null
    union all
    select
        present.employment_key,
        present.property_name,
        events.from_value as property_value,
        false as is_undocumented,
        false as is_contradicted,
        present.start_date as valid_from,
        events.movement_date as valid_to
    from present
    inner join events
        on
            present.employment_key = events.employment_key
            and present.property_name = events.property_name
    where events.event_number = 1 and events.movement_date > present.start_date
    union all
    select
        present.employment_key,
        present.property_name,
        case
            when events.next_date is null then coalesce(present.record_value, events.to_value)
            else events.to_value
        end as property_value,
        false as is_undocumented,
        -- The document says one thing, the record or the next document another.
        case
            when events.next_date is null
                then coalesce(present.record_value, events.to_value, '') <> coalesce(events.to_value, '')
            else coalesce(events.next_from_value, '') <> coalesce(events.to_value, '')
        end as is_contradicted,
        case
            when events.movement_date < present.start_date then present.start_date else events.movement_date
        end as valid_from,
        events.next_date as valid_to
    from present
    inner join events
        on
            present.employment_key = events.employment_key
            and present.property_name = events.property_name
    where events.next_date is null or events.next_date > present.start_date
),

boundaries as (
    select distinct
        employment_key,
        valid_from
    from property_ranges
),

ranges as (
    select
        employment_key,
        valid_from,
        lead(valid_from) over (partition by employment_key order by valid_from) as next_from
    from boundaries
),

states as (
    select
        ranges.employment_key,
        ranges.valid_from,
        ranges.next_from,
        {% for property, column in employee_properties() %}
            max(case when property_ranges.property_name = '{{ property }}' then property_ranges.property_value end)
                as {{ column }},
        {% endfor %}
        count_if(
            property_ranges.is_undocumented and property_ranges.property_name in ('department', 'designation', 'grade')
        ) = 3
        or count_if(
            property_ranges.is_contradicted and property_ranges.property_name in ('department', 'designation', 'grade')
        ) > 0 as is_assumed
    from ranges
    inner join property_ranges
        on
            ranges.employment_key = property_ranges.employment_key
            and ranges.valid_from >= property_ranges.valid_from
            and ranges.valid_from < {{ until('property_ranges.valid_to') }}
    group by ranges.employment_key, ranges.valid_from, ranges.next_from
),

walked as (
    select
        states.employment_key,
        coalesce(states.company_id, employments.company_id) as company_id,
        states.org_unit_id,
        states.job_id,
        states.grade_id,
        states.location,
        states.manager_employee_id as manager_source_id,
        coalesce(
            employment_types.worker_type,
            case when states.employment_type is null then 'employee' else 'unmapped' end
        ) as worker_type,
        coalesce(employment_types.fte, cast(1 as decimal(9, 4))) as fte,
        employment_types.fte is null as fte_is_assumed,
        states.is_assumed and states.valid_from < first_known.first_known_date as is_history_assumed,
        states.valid_from,
        -- The last day employed is inside the last range.
        coalesce(states.next_from, {{ add_days('employments.end_date', 1) }}) as valid_to,
        employments.source_system,
        employments.source_id,
        employments.known_from
    from states
    inner join employments
        on states.employment_key = employments.employment_key
    inner join first_known
        on employments.source_id = first_known.employee_id
    left join employment_types
        on {{ mapping_word('states.employment_type') }} = employment_types.source_value
),

-- The contract gives ranges; each is cut to the employments it lies in. What lies in none is named by a test.
contract_employments as (
    select
        *,
        {{ until(add_days('end_date', 1)) }} as employed_until
    from {{ ref('canonical__employment') }}
    where {{ is_contract('source_system') }} and not is_rescinded
),

contract_assignments as (
    select
        *,
        {{ until('valid_to') }} as valid_until
    from {{ ref('stg_contract__assignments') }}
    where known_to is null
),

delivered as (
    select
        employments.employment_key,
        assignments.company_id,
        assignments.org_unit_id,
        assignments.job_id,
        assignments.grade_id,
        assignments.location,
        assignments.manager_employee_number as manager_source_id,
        employments.worker_type,
        coalesce(assignments.fte, cast(1 as decimal(9, 4))) as fte,
        assignments.fte is null as fte_is_assumed,
        false as is_history_assumed,
        case
            when assignments.valid_from < employments.start_date then employments.start_date
            else assignments.valid_from
        end as valid_from,
        nullif(
            case
                when assignments.valid_until > employments.employed_until then employments.employed_until
                else assignments.valid_until
            end,
            {{ until('null') }}
        ) as valid_to,
        assignments.source_system,
        assignments.employee_number as source_id,
        assignments.known_from
    from contract_assignments as assignments
    inner join contract_employments as employments
        on
            assignments.employee_number = employments.person_source_id
            and assignments.valid_from < employments.employed_until
            and assignments.valid_until > employments.start_date
)

select * from walked
union all
select * from delivered
