with versions as (
    {{ known_versions(
        source('raw_canonical_files', 'comp_budgets'),
        ['company_id', 'cycle_id', 'holder_org_unit_id', 'purpose']
    ) }}
)

select
    {{ blank_to_null('company_id') }} as company_id,
    {{ blank_to_null('cycle_id') }} as cycle_id,
    {{ blank_to_null('holder_org_unit_id') }} as holder_org_unit_id,
    {{ blank_to_null('purpose') }} as purpose,
    cast(amount as decimal(18, 2)) as amount,
    {{ blank_to_null('currency') }} as currency,
    decision_date,
    effective_date,
    known_from,
    known_to
from versions
