-- What separates a person from the competencies of a role, and what is planned or on offer to close it.
with people as (
    select
        company_id,
        role_key,
        person_key
    from {{ ref('succession_readiness') }}
),

asked as (
    select distinct
        company_id,
        {{ as_of_date() }} as policy_date
    from people
),

policy as (
    {{ policy_on_date(ref('succession_policy'), 'asked', ['evidence_months']) }}
),

links as (
    select
        source_system,
        source_id,
        person_key
    from {{ ref('canonical__identity_link') }}
    where person_key is not null
),

-- Open actions of open plans, the next one due for each competency.
planned as (
    select
        links.person_key,
        actions.competency_id,
        min(actions.due_date) as next_action_due_date,
        cast(count(*) as int) as planned_action_count
    from {{ ref('canonical__dev_action') }} as actions
    inner join {{ ref('canonical__dev_plan') }} as plans
        on
            actions.source_system = plans.source_system
            and actions.company_id = plans.company_id
            and actions.dev_plan_id = plans.dev_plan_id
    inner join links
        on
            plans.source_system = links.source_system
            and plans.person_source_id = links.source_id
    where
        actions.competency_id is not null
        and actions.action_status in ('planned', 'in_progress')
        and plans.agreed_date <= {{ as_of_date() }}
        and (plans.closed_date is null or plans.closed_date > {{ as_of_date() }})
    group by links.person_key, actions.competency_id
),

-- What teaches a competency most, in the company or the group.
taught as (
    select
        asked.company_id,
        offers.competency_id,
        offers.learning_item_id,
        offers.level_gain
    from asked
    inner join {{ ref('canonical__learning_competency') }} as offers
        on offers.company_id in (asked.company_id, '*')
    qualify
        row_number() over (
            partition by asked.company_id, offers.competency_id
            order by offers.level_gain desc nulls last, offers.learning_item_id asc
        ) = 1
),

compared as (
    select
        people.company_id,
        people.role_key,
        people.person_key,
        requirements.competency_id,
        requirements.required_level,
        held.competency_level,
        held.assessed_date,
        case
            when held.competency_level is null then 'never_assessed'
            when held.evidence_age_months >= policy.evidence_months then 'assessment_stale'
        end as evidence_reason
    from people
    inner join {{ ref('role_requirement') }} as requirements
        on people.role_key = requirements.role_key
    left join policy
        on people.company_id = policy.company_id
    left join {{ ref('competency_held') }} as held
        on
            people.person_key = held.person_key
            and requirements.competency_id = held.competency_id
)

select
    compared.company_id,
    compared.role_key,
    compared.person_key,
    compared.competency_id,
    compared.required_level,
    compared.competency_level,
    case
        when compared.evidence_reason is null
            then cast(greatest(compared.required_level - compared.competency_level, 0) as decimal(9, 4))
    end as gap_level,
    compared.assessed_date,
    compared.evidence_reason,
    case
        when compared.evidence_reason is null and compared.competency_level >= compared.required_level then 'closed'
        when planned.person_key is not null then 'planned'
        when taught.learning_item_id is not null then 'on_offer'
        else 'nothing_known'
    end as development_status,
    planned.next_action_due_date,
    coalesce(planned.planned_action_count, 0) as planned_action_count,
    taught.learning_item_id,
    taught.level_gain
from compared
left join planned
    on
        compared.person_key = planned.person_key
        and compared.competency_id = planned.competency_id
left join taught
    on
        compared.company_id = taught.company_id
        and compared.competency_id = taught.competency_id
