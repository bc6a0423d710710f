with {{ decision_outcomes('increment') }}

select
    company_id,
    cycle_id,
    person_key,
    holder_org_unit_key,
    currency,
    effective_date,
    recommendation_status,
    is_asked,
    base_amount,
    merit_base_amount,
    proposed_amount as increment_amount,
    proposed_lump_sum_amount as lump_sum_amount,
    cap_amount,
    choice,
    stated_ratio,
    decision_reason,
    decision_status,
    is_clean,
    case when is_decided then decided_amount end as decided_amount,
    case when is_decided then {{ exact_ratio('decided_amount', 'merit_base_amount') }} end as decided_ratio,
    case when is_decided then decided_lump_sum_amount end as decided_lump_sum_amount,
    case when is_decided then cast(merit_base_amount + decided_amount as decimal(18, 2)) end as decided_base_amount,
    case when is_decided then cast(decided_amount - proposed_amount as decimal(18, 2)) end as override_amount,
    known_from
from outcomes
