-- Every version of an employment's record, whichever system sent it.
with employment_versions as (
    select
        'frappe_hr' as source_system,
        employee_id as source_id,
        employee_id as person_source_id,
        company_id,
        joining_date as start_date,
        relieving_date as end_date,
        exit_reason,
        cast(null as boolean) as is_rescinded,
        org_unit_id,
        known_from,
        known_to
    from {{ ref('stg_frappe_hr__employees') }}
    union all
    select
        source_system,
        employee_number || '/' || cast(start_date as string) as source_id,
        employee_number as person_source_id,
        company_id,
        start_date,
        end_date,
        coalesce(exit_type, '') || ' ' || coalesce(exit_reason, '') as exit_reason,
        is_rescinded,
        cast(null as string) as org_unit_id,
        known_from,
        known_to
    from {{ ref('stg_contract__employments') }}
),

-- What the first load of a source brought was not late: nothing had been said before.
employment_compared as (
    select
        *,
        cast(known_from as date) as known_date,
        min(known_from) over (partition by source_system) as first_known_from,
        lag(known_from) over record_versions as earlier_known_from,
        lag(start_date) over record_versions as earlier_start_date,
        lag(end_date) over record_versions as earlier_end_date,
        lag(exit_reason) over record_versions as earlier_exit_reason,
        lag(is_rescinded) over record_versions as earlier_is_rescinded,
        lead(known_from) over record_versions as next_known_from
    from employment_versions
    window record_versions as (partition by source_system, source_id order by known_from)
),

{%- set employment_changes = [
    ('late_hire', 'earlier_known_from is null and known_from > first_known_from and start_date < known_date',
     'start_date', 'end_date'),
    ('hire_date_changed', 'start_date <> earlier_start_date and least(start_date, earlier_start_date) < known_date',
     'least(start_date, earlier_start_date)', 'greatest(start_date, earlier_start_date)'),
    ('back_dated_exit',
     'earlier_known_from is not null and earlier_end_date is null and end_date < known_date', 'end_date', 'null'),
    ('exit_withdrawn', 'end_date is null and earlier_end_date < known_date', 'earlier_end_date', 'null'),
    ('exit_date_changed', 'end_date <> earlier_end_date and least(end_date, earlier_end_date) < known_date',
     'least(end_date, earlier_end_date)', 'greatest(end_date, earlier_end_date)'),
    ('exit_reason_changed',
     "end_date = earlier_end_date and end_date < known_date"
     ~ " and coalesce(exit_reason, '') <> coalesce(earlier_exit_reason, '')",
     'end_date', 'end_date'),
    ('rescission_changed',
     'coalesce(is_rescinded, false) <> coalesce(earlier_is_rescinded, false) and earlier_known_from is not null'
     ~ ' and start_date < known_date',
     'start_date', 'end_date'),
] %}

employment_changes as (
    {%- for kind, condition, affected_from, affected_to in employment_changes %}
        select
            source_system,
            source_id,
            person_source_id,
            company_id,
            org_unit_id,
            '{{ kind }}' as change_kind,
            {{ affected_from }} as affected_from,
            cast({{ affected_to }} as date) as affected_to,
            known_from
        from employment_compared
        where {{ condition }}
        union all
    {%- endfor %}
    select
        source_system,
        source_id,
        person_source_id,
        company_id,
        org_unit_id,
        'record_deleted' as change_kind,
        start_date as affected_from,
        end_date as affected_to,
        known_to as known_from
    from employment_compared
    where known_to is not null and (next_known_from is null or next_known_from > known_to)
),

employments as (
    select
        employment_key,
        person_key,
        company_id,
        source_system,
        source_id,
        person_source_id,
        start_date,
        {{ until('end_date') }} as end_date
    from {{ ref('canonical__employment') }}
),

links as (
    select
        source_system,
        source_id,
        person_key
    from {{ ref('canonical__identity_link') }}
),

-- Changes of grade, unit, manager, job and so on whose day had passed when they were learned.
movements as (
    select
        events.*,
        employments.person_key,
        employments.source_id,
        min(events.known_from) over (partition by events.source_system) as first_known_from
    from {{ ref('canonical__movement_event') }} as events
    inner join employments
        on events.employment_key = employments.employment_key
),

-- Documents that were in force and are no more.
documents as (
    select
        employee_id,
        promotion_id as document_id,
        promotion_date as movement_date,
        docstatus,
        lag(docstatus) over (partition by promotion_id order by known_from) as earlier_docstatus,
        known_from
    from {{ ref('stg_frappe_hr__employee_promotions') }}
    union all
    select
        employee_id,
        transfer_id as document_id,
        transfer_date as movement_date,
        docstatus,
        lag(docstatus) over (partition by transfer_id order by known_from) as earlier_docstatus,
        known_from
    from {{ ref('stg_frappe_hr__employee_transfers') }}
),

-- The contract's ranges, each by its first day: new, changed or taken back when it had begun.
assignment_versions as (
    select
        *,
        company_id || '/' || employee_number || '/' || cast(valid_from as string) as record_id,
        cast(known_from as date) as known_date,
        min(known_from) over (partition by source_system) as first_known_from,
        lag(known_from) over record_versions as earlier_known_from,
        lag(org_unit_id) over record_versions as earlier_org_unit_id,
        lead(known_from) over record_versions as next_known_from
    from {{ ref('stg_contract__assignments') }}
    window record_versions as (
        partition by source_system, company_id, employee_number, valid_from
        order by known_from
    )
),

assignment_changes as (
    select
        source_system,
        employee_number,
        record_id,
        company_id,
        case when earlier_known_from is null then 'late_assignment' else 'assignment_changed' end as change_kind,
        valid_from as affected_from,
        valid_to,
        coalesce(earlier_org_unit_id, org_unit_id) as from_org_unit_id,
        org_unit_id as to_org_unit_id,
        known_from
    from assignment_versions
    where known_from > first_known_from and valid_from < known_date
    union all
    select
        source_system,
        employee_number,
        record_id,
        company_id,
        'record_deleted' as change_kind,
        valid_from as affected_from,
        valid_to,
        org_unit_id as from_org_unit_id,
        org_unit_id as to_org_unit_id,
        known_to as known_from
    from assignment_versions
    where known_to is not null and (next_known_from is null or next_known_from > known_to)
),

-- A rating speaks of a person from its day on, until the next one.
{%- set dated_records = [
    ('learning_record', 'source_id', 'completed_date', 'completed_date'),
    ('absence', 'absence_id', 'from_date', 'to_date'),
    ('review', 'source_id', 'rated_date', 'cast(null as date)'),
] %}
{%- for entity, identifier, first_day, last_day in dated_records %}

    {{ entity }}s as (
        select
            source_system,
            {{ identifier }} as source_id,
            person_source_id,
            {{ first_day }} as affected_from,
            {{ last_day }} as affected_to,
            known_from,
            min(known_from) over (partition by source_system) as first_known_from
        from {{ ref('canonical__' ~ entity) }}
    ),
{%- endfor %}

org_units as (
    select
        org_unit_id,
        org_unit_key
    from {{ ref('canonical__org_unit') }}
),

-- Finance speaks of whole companies, whose figures stand at the root.
finance_periods as (
    select
        finance.source_system,
        finance.company_id,
        finance.period_start_date,
        finance.period_end_date,
        finance.known_from,
        min(finance.known_from) over (partition by finance.source_system) as first_known_from,
        org_units.org_unit_id
    from {{ ref('canonical__finance_period') }} as finance
    cross join (
        {{ root_org_unit() }}
    ) as root
    inner join org_units
        on root.org_unit_key = org_units.org_unit_key
),

changes as (
    select
        'employment' as entity,
        changed.source_system,
        changed.source_id,
        changed.change_kind,
        changed.company_id,
        coalesce(employments.person_key, links.person_key) as person_key,
        employments.employment_key,
        changed.affected_from,
        changed.affected_to,
        changed.org_unit_id as from_org_unit_id,
        changed.org_unit_id as to_org_unit_id,
        changed.known_from
    from employment_changes as changed
    left join employments
        on
            changed.source_system = employments.source_system
            and changed.source_id = employments.source_id
    left join links
        on
            changed.source_system = links.source_system
            and changed.person_source_id = links.source_id
    union all
    select
        'movement_event' as entity,
        source_system,
        source_id,
        case property_name
            when 'department' then 'late_transfer'
            when 'company' then 'late_transfer'
            when 'grade' then 'late_grade_change'
            when 'designation' then 'late_job_change'
            when 'reports_to' then 'late_manager_change'
            else 'late_change'
        end as change_kind,
        company_id,
        person_key,
        employment_key,
        movement_date as affected_from,
        cast(null as date) as affected_to,
        case when property_name = 'department' then from_value end as from_org_unit_id,
        case when property_name = 'department' then to_value end as to_org_unit_id,
        known_from
    from movements
    where known_from > first_known_from and movement_date < cast(known_from as date)
    union all
    select
        'movement_event' as entity,
        employments.source_system,
        documents.document_id as source_id,
        'movement_withdrawn' as change_kind,
        employments.company_id,
        employments.person_key,
        employments.employment_key,
        documents.movement_date as affected_from,
        cast(null as date) as affected_to,
        cast(null as string) as from_org_unit_id,
        cast(null as string) as to_org_unit_id,
        documents.known_from
    from documents
    inner join employments
        on
            employments.source_system = 'frappe_hr'
            and documents.employee_id = employments.source_id
    where
        documents.earlier_docstatus = 1
        and documents.docstatus <> 1
        and documents.movement_date < cast(documents.known_from as date)
    union all
    select
        'assignment' as entity,
        changed.source_system,
        changed.record_id as source_id,
        changed.change_kind,
        changed.company_id,
        links.person_key,
        employments.employment_key,
        changed.affected_from,
        {{ add_days('changed.valid_to', -1) }} as affected_to,
        changed.from_org_unit_id,
        changed.to_org_unit_id,
        changed.known_from
    from assignment_changes as changed
    left join links
        on
            changed.source_system = links.source_system
            and changed.employee_number = links.source_id
    left join employments
        on
            changed.source_system = employments.source_system
            and changed.employee_number = employments.person_source_id
            and changed.affected_from between employments.start_date and employments.end_date
    {%- for entity, identifier, first_day, last_day in dated_records %}
        union all
        select
            '{{ entity }}' as entity,
            records.source_system,
            records.source_id,
            'late_{{ entity }}' as change_kind,
            employments.company_id,
            employments.person_key,
            employments.employment_key,
            records.affected_from,
            records.affected_to,
            cast(null as string) as from_org_unit_id,
            cast(null as string) as to_org_unit_id,
            records.known_from
        from {{ entity }}s as records
        inner join links
            on
                records.source_system = links.source_system
                and records.person_source_id = links.source_id
        inner join employments
            on
                links.person_key = employments.person_key
                and records.affected_from between employments.start_date and employments.end_date
        where records.known_from > records.first_known_from and records.affected_from < cast(records.known_from as date)
    {%- endfor %}
    union all
    select
        'finance_period' as entity,
        source_system,
        company_id || '/' || cast(period_end_date as string) as source_id,
        'late_finance_period' as change_kind,
        company_id,
        cast(null as string) as person_key,
        cast(null as string) as employment_key,
        period_start_date as affected_from,
        period_end_date as affected_to,
        org_unit_id as from_org_unit_id,
        org_unit_id as to_org_unit_id,
        known_from
    from finance_periods
    where known_from > first_known_from and period_start_date < cast(known_from as date)
),

-- Two properties of one kind on one day are one change.
keyed as (
    select
        {{ surrogate_key([
            'entity', 'source_system', 'source_id', 'change_kind', 'affected_from', 'employment_key', 'known_from'
        ]) }} as late_record_key,
        *
    from changes
),

distinct_changes as (
    select *
    from keyed
    qualify
        row_number() over (
            partition by late_record_key
            order by to_org_unit_id asc nulls last, from_org_unit_id asc nulls last, affected_to asc nulls last
        ) = 1
),

-- Where the person stood on the first day it concerns, else at the nearest place on record.
places as (
    select
        changed.late_record_key,
        place.org_unit_key
    from distinct_changes as changed
    inner join {{ ref('fct_assignment') }} as place
        on changed.employment_key = place.employment_key
    qualify
        row_number() over (
            partition by changed.late_record_key
            order by
                case when place.valid_from <= changed.affected_from then place.valid_from end desc nulls last,
                place.valid_from asc
        ) = 1
)

select
    changed.late_record_key,
    changed.company_id,
    changed.person_key,
    changed.employment_key,
    changed.source_system,
    changed.entity,
    changed.source_id,
    changed.change_kind,
    changed.affected_from,
    changed.affected_to,
    coalesce(from_units.org_unit_key, places.org_unit_key) as from_org_unit_key,
    coalesce(to_units.org_unit_key, places.org_unit_key) as to_org_unit_key,
    changed.known_from
from distinct_changes as changed
left join places
    on changed.late_record_key = places.late_record_key
left join org_units as from_units
    on changed.from_org_unit_id = from_units.org_unit_id
left join org_units as to_units
    on changed.to_org_unit_id = to_units.org_unit_id
