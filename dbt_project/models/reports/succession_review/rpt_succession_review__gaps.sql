-- What separates each of them from the competencies of the role, and what closes it; what is shown already is left out.
with gaps as (
    select * from {{ ref('successor_gap') }}
    where development_status <> 'closed'
),

-- A competency of the company goes before the group's of the same name.
competencies as (
    select
        company_id,
        competency_id,
        min(competency_name) as competency_name
    from {{ ref('canonical__competency') }}
    group by company_id, competency_id
),

items as (
    select
        learning_item_id,
        min(item_name) as item_name
    from {{ ref('canonical__learning_item') }}
    group by learning_item_id
)

select
    gaps.role_key,
    gaps.person_key,
    gaps.company_id,
    bench.role_name,
    identity.employee_number,
    identity.employee_name,
    gaps.competency_id,
    coalesce(own_competencies.competency_name, group_competencies.competency_name, gaps.competency_id)
        as competency_name,
    cast(gaps.required_level as decimal(18, 2)) as required_level,
    cast(gaps.competency_level as decimal(18, 2)) as competency_level,
    cast(gaps.gap_level as decimal(18, 2)) as gap_level,
    {{ plain_words('gaps.evidence_reason') }} as evidence_reason,
    gaps.assessed_date,
    {{ plain_words('gaps.development_status') }} as development_status,
    gaps.next_action_due_date,
    coalesce(items.item_name, gaps.learning_item_id) as learning_item_name,
    cast(gaps.level_gain as decimal(18, 2)) as level_gain
from gaps
inner join {{ ref('succession_bench') }} as bench
    on gaps.role_key = bench.role_key
left join {{ ref('person_identity') }} as identity
    on gaps.person_key = identity.person_key
left join competencies as own_competencies
    on
        gaps.company_id = own_competencies.company_id
        and gaps.competency_id = own_competencies.competency_id
left join competencies as group_competencies
    on
        group_competencies.company_id = '*'
        and gaps.competency_id = group_competencies.competency_id
left join items
    on gaps.learning_item_id = items.learning_item_id
