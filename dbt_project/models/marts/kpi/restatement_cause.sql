with places as (
    select distinct
        release_number,
        company_id,
        org_unit_key,
        period_type,
        period_start,
        period_end,
        earlier_known_at,
        coalesce(known_at, {{ known_at() }}) as known_at
    from {{ ref('figure_change') }}
),

late_records as (
    select * from {{ ref('fct_late_record') }}
),

-- A record concerns the units it names and every unit above them, then or now.
units as (
    select
        late_record_key,
        org_unit_key,
        affected_from
    from (
        select
            late_record_key,
            from_org_unit_key as org_unit_key,
            affected_from
        from late_records
        union
        select
            late_record_key,
            to_org_unit_key as org_unit_key,
            affected_from
        from late_records
    ) as named
    where org_unit_key is not null
),

concerned as (
    select
        units.late_record_key,
        history.ancestor_org_unit_key as org_unit_key
    from units
    inner join {{ ref('bridge_org_unit_history') }} as history
        on
            units.org_unit_key = history.descendant_org_unit_key
            and units.affected_from >= history.valid_from
            and units.affected_from < {{ until('history.valid_to') }}
    union
    select
        units.late_record_key,
        bridge.ancestor_org_unit_key as org_unit_key
    from units
    inner join {{ ref('bridge_org_unit') }} as bridge
        on units.org_unit_key = bridge.descendant_org_unit_key
)

select
    places.release_number,
    places.company_id,
    places.org_unit_key,
    places.period_type,
    places.period_start,
    places.period_end,
    late_records.late_record_key,
    late_records.entity,
    late_records.source_system,
    late_records.source_id,
    late_records.person_key,
    late_records.change_kind,
    late_records.affected_from,
    late_records.affected_to,
    late_records.known_from
from places
inner join concerned
    on places.org_unit_key = concerned.org_unit_key
inner join late_records
    on
        concerned.late_record_key = late_records.late_record_key
        and places.company_id in ('*', late_records.company_id)
        and places.earlier_known_at < late_records.known_from
        and places.known_at >= late_records.known_from
        and places.period_end >= late_records.affected_from
        and places.period_start <= {{ until('late_records.affected_to') }}
