with versions as (
    select
        *,
        row_number() over (partition by org_unit_id order by known_from desc) as newest
    from {{ ref('stg_frappe_hr__departments') }}
)

select
    {{ surrogate_key(["'frappe_hr'", 'org_unit_id']) }} as org_unit_key,
    -- The root of the tree belongs to no single company.
    coalesce(company_id, '*') as company_id,
    org_unit_id,
    org_unit_name,
    case
        when parent_org_unit_id is not null
            then {{ surrogate_key(["'frappe_hr'", 'parent_org_unit_id']) }}
    end as parent_org_unit_key,
    not coalesce(is_disabled, false) and known_to is null as is_active,
    cast(null as date) as valid_from,
    cast(known_to as date) as valid_to,
    'frappe_hr' as source_system,
    org_unit_id as source_id,
    known_from
from versions
where newest = 1
