with plans as (
    select * from {{ ref('canonical__succession_plan') }}
),

org_units as (
    select
        org_unit_id,
        org_unit_key
    from {{ ref('canonical__org_unit') }}
),

links as (
    select * from {{ ref('canonical__identity_link') }}
)

select
    {{ surrogate_key(['plans.source_system', 'plans.plan_id']) }} as role_key,
    plans.company_id,
    plans.plan_id,
    plans.role_name,
    org_units.org_unit_key,
    links.person_key as incumbent_person_key,
    plans.criticality,
    plans.valid_from,
    plans.valid_to
from plans
left join org_units
    on plans.org_unit_id = org_units.org_unit_id
left join links
    on
        plans.source_system = links.source_system
        and plans.incumbent_source_id = links.source_id
