-- A submitted document cannot be changed: it is known since the first load that had it submitted.
with submitted_since as (
    select
        promotion_id as document_id,
        min(known_from) as known_from
    from {{ ref('stg_frappe_hr__employee_promotions') }}
    where docstatus = 1
    group by promotion_id
    union all
    select
        transfer_id as document_id,
        min(known_from) as known_from
    from {{ ref('stg_frappe_hr__employee_transfers') }}
    where docstatus = 1
    group by transfer_id
),

promotions as (
    select
        promotions.employee_id,
        promotions.promotion_date as movement_date,
        promotions.promotion_id as source_document,
        promotions.created_site_time,
        details.line_number,
        details.field_name,
        details.from_value,
        details.to_value,
        submitted_since.known_from
    from {{ ref('stg_frappe_hr__employee_promotions') }} as promotions
    inner join {{ ref('stg_frappe_hr__employee_promotion_details') }} as details
        on promotions.promotion_id = details.promotion_id
    inner join submitted_since
        on promotions.promotion_id = submitted_since.document_id
    where
        promotions.docstatus = 1
        and promotions.known_to is null
        and details.known_to is null
),

-- A transfer that made a new record (another company) changes nothing in the old one but its end.
submitted_transfers as (
    select
        transfers.employee_id,
        transfers.transfer_id,
        transfers.transfer_date,
        transfers.company_id,
        transfers.new_company_id,
        transfers.created_site_time,
        submitted_since.known_from
    from {{ ref('stg_frappe_hr__employee_transfers') }} as transfers
    inner join submitted_since
        on transfers.transfer_id = submitted_since.document_id
    where
        transfers.docstatus = 1
        and transfers.known_to is null
        and transfers.new_employee_id is null
),

transfers as (
    select
        submitted_transfers.employee_id,
        submitted_transfers.transfer_date as movement_date,
        submitted_transfers.transfer_id as source_document,
        submitted_transfers.created_site_time,
        details.line_number,
        details.field_name,
        details.from_value,
        details.to_value,
        submitted_transfers.known_from
    from submitted_transfers
    inner join {{ ref('stg_frappe_hr__employee_transfer_details') }} as details
        on submitted_transfers.transfer_id = details.transfer_id
    where details.known_to is null
    union all
    select
        employee_id,
        transfer_date as movement_date,
        transfer_id as source_document,
        created_site_time,
        0 as line_number,
        'company' as field_name,
        company_id as from_value,
        new_company_id as to_value,
        known_from
    from submitted_transfers
    where new_company_id is not null and new_company_id <> company_id
),

documents as (
    select * from promotions
    union all
    select * from transfers
),

-- A document's change of one property on one day, several lines taken together: first value before, last after.
ordered_documents as (
    select
        *,
        row_number() over (
            partition by employee_id, field_name, movement_date
            order by created_site_time nulls last, source_document, line_number
        ) as line_first,
        row_number() over (
            partition by employee_id, field_name, movement_date
            order by created_site_time desc nulls first, source_document desc, line_number desc
        ) as line_last
    from documents
    where
        field_name in (
            {%- for property, column in employee_properties() %}
                '{{ property }}'{% if not loop.last %},{% endif %}
            {%- endfor %}
        )
),

documented as (
    select
        employee_id,
        field_name as property_name,
        movement_date,
        max(case when line_first = 1 then from_value end) as from_value,
        max(case when line_last = 1 then to_value end) as to_value,
        max(case when line_last = 1 then source_document end) as source_document,
        max(case when line_last = 1 then known_from end) as known_from
    from ordered_documents
    group by employee_id, field_name, movement_date
),

-- Changes between two versions of the record, dated by the day the later version was learned.
later_versions as (
    select
        *,
        {% for property, column in employee_properties() %}
            lag({{ column }}) over (partition by employee_id order by known_from) as from_{{ column }},
        {% endfor %}
        lag(known_from) over (partition by employee_id order by known_from) as earlier_known_from
    from {{ ref('stg_frappe_hr__employees') }}
),

seen as (
    {%- for property, column in employee_properties() %}
        select
            employee_id,
            '{{ property }}' as property_name,
            cast(known_from as date) as movement_date,
            from_{{ column }} as from_value,
            {{ column }} as to_value,
            known_from
        from later_versions
        where
            earlier_known_from is not null
            and coalesce(from_{{ column }}, '') <> coalesce({{ column }}, '')
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

-- Two loads on one day make one change.
seen_days as (
    select
        *,
        row_number() over (partition by employee_id, property_name, movement_date order by to_value nulls last) as one
    from seen
),

-- The newest document on or before the day explains the change when it led to the same value.
explained as (
    select
        seen_days.employee_id,
        seen_days.property_name,
        seen_days.movement_date,
        max_by(documented.to_value, documented.movement_date) as documented_value,
        max(documented.movement_date) as documented_date
    from seen_days
    inner join documented
        on
            seen_days.employee_id = documented.employee_id
            and seen_days.property_name = documented.property_name
            and seen_days.movement_date >= documented.movement_date
    group by seen_days.employee_id, seen_days.property_name, seen_days.movement_date
),

undocumented as (
    select
        seen_days.employee_id,
        seen_days.property_name,
        seen_days.movement_date,
        seen_days.from_value,
        seen_days.to_value,
        seen_days.employee_id as source_document,
        seen_days.known_from
    from seen_days
    left join explained
        on
            seen_days.employee_id = explained.employee_id
            and seen_days.property_name = explained.property_name
            and seen_days.movement_date = explained.movement_date
    where
        seen_days.one = 1
        and (
            explained.documented_date is null
            or (
                explained.documented_date < seen_days.movement_date
                and coalesce(explained.documented_value, '') <> coalesce(seen_days.to_value, '')
            )
        )
),

events as (
    select * from documented
    union all
    select * from undocumented
),

contract_events as (
    select
        *,
        case movement_type
            when 'promotion' then 'grade'
            when 'grade_change' then 'grade'
            when 'transfer' then 'department'
            when 'manager_change' then 'reports_to'
            else movement_type
        end as property_name
    from {{ ref('stg_contract__movement_events') }}
    where known_to is null
)

select
    {{ surrogate_key(["'frappe_hr'", 'events.employee_id']) }} as employment_key,
    employees.company_id,
    events.property_name,
    events.movement_date,
    events.from_value,
    events.to_value,
    events.source_document,
    'frappe_hr' as source_system,
    events.known_from
from events
inner join {{ ref('stg_frappe_hr__employees') }} as employees
    on events.employee_id = employees.employee_id
where
    employees.known_to is null
    and coalesce(events.from_value, '') <> coalesce(events.to_value, '')

union all

-- One document per property and day, the first by its name.
select
    employments.employment_key,
    min(contract_events.company_id) as company_id,
    contract_events.property_name,
    contract_events.movement_date,
    min_by(
        contract_events.from_value, coalesce(contract_events.source_document, contract_events.movement_type)
    ) as from_value,
    min_by(
        contract_events.to_value, coalesce(contract_events.source_document, contract_events.movement_type)
    ) as to_value,
    min(coalesce(contract_events.source_document, contract_events.movement_type)) as source_document,
    contract_events.source_system,
    max(contract_events.known_from) as known_from
from contract_events
inner join {{ ref('canonical__employment') }} as employments
    on
        contract_events.employee_number = employments.person_source_id
        and contract_events.movement_date >= employments.start_date
        and contract_events.movement_date <= {{ until('employments.end_date') }}
where {{ is_contract('employments.source_system') }}
group by
    employments.employment_key,
    contract_events.property_name,
    contract_events.movement_date,
    contract_events.source_system
