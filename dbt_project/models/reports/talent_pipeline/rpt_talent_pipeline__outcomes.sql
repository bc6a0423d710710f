{%- set outcomes = [
    ('internal_fill', 'Critical seats filled from inside', 'seats filled', false),
    ('plan_hit_rate', 'Of them under a plan, filled by somebody named before', 'seats filled under a plan', false),
    ('time_to_fill', 'Days until half of the critical seats were filled', 'vacancies', false),
    ('high_potential_retention', 'High potentials still here, beside others like them', 'high potentials', true),
    ('high_potential_progress', 'High potentials promoted, beside others like them', 'high potentials', true),
] -%}
-- What came of plans and of high potentials, of the whole group.
with policy as (
    {{ disclosure_policy_in_force() }}
),

names as (
    {% for outcome_id, outcome_name, basis, is_people in outcomes -%}
        select
            {{ loop.index }} as sequence,
            '{{ outcome_id }}' as outcome_id,
            '{{ outcome_name }}' as outcome_name,
            '{{ basis }}' as basis_name,
            {{ is_people }} as is_people
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

found as (
    select
        names.*,
        outcomes.value,
        outcomes.group_value,
        outcomes.reference_value,
        outcomes.lower_value,
        outcomes.upper_value,
        outcomes.withheld_reason,
        case when names.is_people then {{ at_least('outcomes.n', 'policy.minimum_group') }} else outcomes.n end
            as basis_count
    from names
    inner join {{ ref('succession_outcome') }} as outcomes
        on
            names.outcome_id = outcomes.outcome_id
            and outcomes.company_id = '*'
    cross join policy
)

select
    cast(sequence as int) as sequence,
    outcome_id,
    outcome_name,
    case when outcome_id in ('internal_fill', 'plan_hit_rate') then cast(value as decimal(18, 4)) end as value_ratio,
    case when outcome_id = 'time_to_fill' then cast(value as decimal(18, 0)) end as days_count,
    cast(group_value as decimal(18, 2)) as group_ratio,
    cast(reference_value as decimal(18, 2)) as reference_ratio,
    case when is_people then cast(value as decimal(18, 2)) end as difference_ratio,
    cast(lower_value as decimal(18, 2)) as lower_ratio,
    cast(upper_value as decimal(18, 2)) as upper_ratio,
    case when withheld_reason is null then basis_count end as basis_count,
    case
        when withheld_reason is null
            then case when is_people then 'at least ' else '' end || cast(basis_count as string) || ' ' || basis_name
    end as basis_text,
    case
        when withheld_reason = 'half_are_still_open' then 'half of the seats are still empty'
        when withheld_reason is not null then 'too few to say'
    end as withheld_reason
from found
