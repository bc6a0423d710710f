with departments as (
    select
        *,
        row_number() over (partition by org_unit_id order by known_from desc) as newest
    from {{ ref('stg_frappe_hr__departments') }}
),

-- The state of a unit on the as-of date; a row that is gone from the file speaks only where no other does.
contract_states as (
    select
        units.*,
        row_number() over (
            partition by units.source_system, units.org_unit_id
            order by
                case when units.known_to is null then 0 else 1 end,
                case when coalesce(units.valid_from, {{ as_of_date() }}) <= {{ as_of_date() }} then 0 else 1 end,
                units.valid_from desc nulls last,
                units.known_from desc
        ) as choice
    from {{ ref('stg_contract__org_units') }} as units
    inner join {{ ref('canonical__hr_system') }} as hr_systems
        on
            units.company_id = hr_systems.company_id
            and hr_systems.hr_system = 'contract'
),

-- A unit is there from its first state to its last.
contract_spans as (
    select
        source_system,
        org_unit_id,
        case when count(valid_from) = count(*) then min(valid_from) end as valid_from,
        case when count(valid_to) = count(*) then max(valid_to) end as valid_to
    from contract_states
    where known_to is null
    group by source_system, org_unit_id
),

units as (
    select
        'frappe_hr' as source_system,
        org_unit_id,
        -- The root of the tree belongs to no single company.
        coalesce(company_id, '*') as company_id,
        org_unit_name,
        parent_org_unit_id,
        cast(null as string) as cost_centre,
        not coalesce(is_disabled, false) and known_to is null as is_active,
        cast(null as date) as valid_from,
        cast(known_to as date) as valid_to,
        known_from
    from departments
    where newest = 1
    union all
    select
        states.source_system,
        states.org_unit_id,
        states.company_id,
        states.org_unit_name,
        states.parent_org_unit_id,
        states.cost_centre,
        coalesce(states.is_active, true)
        and states.known_to is null
        and {{ until('spans.valid_to') }} > {{ as_of_date() }} as is_active,
        spans.valid_from,
        coalesce(spans.valid_to, cast(states.known_to as date)) as valid_to,
        states.known_from
    from contract_states as states
    left join contract_spans as spans
        on
            states.source_system = spans.source_system
            and states.org_unit_id = spans.org_unit_id
    where states.choice = 1
)

select
    {{ surrogate_key(['units.source_system', 'units.org_unit_id']) }} as org_unit_key,
    units.company_id,
    units.org_unit_id,
    units.org_unit_name,
    -- A parent that no source delivers keeps its key, so that the unit is missing from the tree and named.
    case
        when units.parent_org_unit_id is not null
            then
                {{ surrogate_key([
                    'coalesce(parents.source_system, units.source_system)', 'units.parent_org_unit_id'
                ]) }}
    end as parent_org_unit_key,
    units.cost_centre,
    units.is_active,
    units.valid_from,
    units.valid_to,
    units.source_system,
    units.org_unit_id as source_id,
    units.known_from
from units
left join units as parents
    on units.parent_org_unit_id = parents.org_unit_id
