-- What Frappe HR says of a unit has no date of its own: a change holds from the day it was learned.
with frappe_states as (
    select
        'frappe_hr' as source_system,
        org_unit_id,
        coalesce(company_id, '*') as company_id,
        org_unit_name,
        parent_org_unit_id,
        cast(null as string) as cost_centre,
        cast(known_from as date) as starts_on,
        known_from
    from {{ ref('stg_frappe_hr__departments') }}
),

contract_rows as (
    select
        units.*,
        units.known_to is null and units.valid_from is not null as is_dated
    from {{ ref('stg_contract__org_units') }} as units
    inner join {{ ref('canonical__hr_system') }} as hr_systems
        on
            units.company_id = hr_systems.company_id
            and hr_systems.hr_system = 'contract'
),

-- Dated rows speak for a unit alone; without them its versions do, as they were learned.
contract_states as (
    select
        source_system,
        org_unit_id,
        company_id,
        org_unit_name,
        parent_org_unit_id,
        cost_centre,
        coalesce(valid_from, cast(known_from as date)) as starts_on,
        known_from
    from (
        select
            *,
            max(case when is_dated then 1 else 0 end) over (partition by source_system, org_unit_id) as has_dated
        from contract_rows
    ) as counted
    where is_dated or has_dated = 0
),

delivered as (
    select * from frappe_states
    union all
    select * from contract_states
),

-- Two states that begin on one day are one: the one learned last.
states as (
    select *
    from delivered
    qualify row_number() over (
        partition by source_system, org_unit_id, starts_on order by known_from desc, parent_org_unit_id asc nulls last
    ) = 1
),

-- The first state holds from the beginning and the last one for good, so that every member of every day has a place.
ranges as (
    select
        *,
        case
            when row_number() over unit_states = 1 then {{ beginning_of_time() }}
            else starts_on
        end as valid_from,
        lead(starts_on) over unit_states as valid_to
    from states
    window unit_states as (partition by source_system, org_unit_id order by starts_on)
),

units as (
    select distinct
        source_system,
        org_unit_id
    from ranges
)

select
    {{ surrogate_key(['ranges.source_system', 'ranges.org_unit_id']) }} as org_unit_key,
    ranges.company_id,
    ranges.org_unit_id,
    ranges.org_unit_name,
    -- A parent that no source delivers keeps its key, so that the unit is missing from the tree and named.
    case
        when ranges.parent_org_unit_id is not null
            then
                {{ surrogate_key([
                    'coalesce(parents.source_system, ranges.source_system)', 'ranges.parent_org_unit_id'
                ]) }}
    end as parent_org_unit_key,
    ranges.cost_centre,
    ranges.valid_from,
    ranges.valid_to,
    ranges.source_system,
    ranges.known_from
from ranges
left join units as parents
    on ranges.parent_org_unit_id = parents.org_unit_id
