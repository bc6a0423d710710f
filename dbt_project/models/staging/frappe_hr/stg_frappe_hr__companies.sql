with versions as (
    {{ known_versions(source('raw_frappe_hr', 'companies'), ['name']) }}
)

select
    {{ blank_to_null('name') }} as company_id,
    creation as created_site_time,
    modified as modified_site_time,
    cast(docstatus as int) as docstatus,
    {{ blank_to_null('abbr') }} as abbr,
    {{ blank_to_null('default_currency') }} as currency,
    {{ blank_to_null('country') }} as country,
    known_from,
    known_to
from versions
