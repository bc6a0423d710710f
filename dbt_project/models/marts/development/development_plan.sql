-- What each employee and their manager could do next, step by step: mandatory training, what was agreed already, the
-- largest gaps with a course where one is known, and what has to be assessed before anything can be said.
with people as (
    select
        company_id,
        person_key,
        manager_person_key,
        {{ as_of_date() }} as policy_date
    from {{ ref('dim_employee') }}
    where is_active and worker_type = 'employee' and {{ until('notice_date') }} > {{ as_of_date() }}
),

asked as (
    select distinct
        company_id,
        policy_date
    from people
),

policy as (
    {{ policy_on_date(ref('development_policy'), 'asked', [
        'planned_gaps', 'large_gap_level', 'mandatory_days', 'assessment_days', 'small_gap_days', 'large_gap_days'
    ]) }}
),

gaps as (
    select * from {{ ref('competency_gap') }}
),

mandatory as (
    select
        person_key,
        10 as kind_sequence,
        'mandatory_training' as step_kind,
        cast(null as string) as competency_id,
        cast(null as string) as competency_name,
        source_system,
        item_code,
        item_name as step_title,
        cast(null as string) as dev_plan_id,
        cast(null as string) as action_id,
        due_date,
        cast(null as int) as gap_rank,
        cast(null as decimal(9, 4)) as gap_level,
        is_overdue,
        case
            when training_status = 'expired'
                then 'Mandatory; the completion expired on ' || cast(expires_date as string) || '.'
            when is_overdue then 'Mandatory; due since ' || cast(due_date as string) || ' and not completed.'
            when training_status = 'never_assigned' then 'Mandatory for everybody, and nobody enrolled the person.'
            when training_status = 'failed' then 'Mandatory; failed so far.'
            when training_status = 'in_progress' then 'Mandatory; begun and not completed.'
            else 'Mandatory; not begun.'
        end as step_reason
    from {{ ref('mandatory_training') }}
    where training_status not in ('valid', 'completed', 'not_tracked')
),

-- Open actions of open plans.
agreed as (
    select
        links.person_key,
        20 as kind_sequence,
        'agreed_action' as step_kind,
        actions.competency_id,
        coalesce(gaps.competency_name, actions.competency_id) as competency_name,
        cast(null as string) as source_system,
        actions.learning_item_id as item_code,
        actions.title as step_title,
        actions.dev_plan_id,
        actions.action_id,
        actions.due_date,
        gaps.gap_rank,
        gaps.gap_level,
        coalesce(actions.due_date < {{ as_of_date() }}, false) as is_overdue,
        'Agreed on ' || cast(plans.agreed_date as string)
        || case when actions.due_date < {{ as_of_date() }} then ' and overdue.' else '.' end as step_reason
    from {{ ref('canonical__dev_action') }} as actions
    inner join {{ ref('canonical__dev_plan') }} as plans
        on
            actions.source_system = plans.source_system
            and actions.company_id = plans.company_id
            and actions.dev_plan_id = plans.dev_plan_id
    inner join {{ ref('canonical__identity_link') }} as links
        on
            plans.source_system = links.source_system
            and plans.person_source_id = links.source_id
    left join gaps
        on
            links.person_key = gaps.person_key
            and actions.competency_id = gaps.competency_id
    where
        links.person_key is not null
        and actions.action_status in ('planned', 'in_progress')
        and plans.agreed_date <= {{ as_of_date() }}
        and {{ until('plans.closed_date') }} > {{ as_of_date() }}
),

agreed_competencies as (
    select distinct
        person_key,
        competency_id
    from agreed
    where competency_id is not null
),

chosen as (
    select * from {{ ref('training_recommendation') }}
    where recommendation_rank = 1
),

-- The largest gaps that nobody has agreed anything for; a course where one is known, else practice to be agreed.
closing as (
    select
        gaps.person_key,
        30 as kind_sequence,
        case when chosen.item_code is null then 'practice' else 'course' end as step_kind,
        gaps.competency_id,
        gaps.competency_name,
        chosen.source_system,
        chosen.item_code,
        coalesce(chosen.item_name, 'Agree on practice in ' || gaps.competency_name) as step_title,
        cast(null as string) as dev_plan_id,
        cast(null as string) as action_id,
        cast(null as date) as due_date,
        gaps.gap_rank,
        gaps.gap_level,
        false as is_overdue,
        coalesce(
            chosen.recommendation_reason,
            'Asked for by the job: ' || cast(cast(gaps.gap_level as decimal(9, 1)) as string)
            || ' levels short. No course that is not done yet is known to teach it.'
        ) as step_reason
    from gaps
    inner join policy
        on gaps.company_id = policy.company_id
    left join chosen
        on
            gaps.person_key = chosen.person_key
            and gaps.competency_id = chosen.competency_id
    left join agreed_competencies
        on
            gaps.person_key = agreed_competencies.person_key
            and gaps.competency_id = agreed_competencies.competency_id
    where gaps.gap_rank <= policy.planned_gaps and agreed_competencies.person_key is null
),

assessing as (
    select
        person_key,
        40 as kind_sequence,
        'assessment' as step_kind,
        competency_id,
        competency_name,
        cast(null as string) as source_system,
        cast(null as string) as item_code,
        'Assess ' || competency_name as step_title,
        cast(null as string) as dev_plan_id,
        cast(null as string) as action_id,
        cast(null as date) as due_date,
        gap_rank,
        gap_level,
        false as is_overdue,
        case evidence_reason
            when 'never_assessed' then 'Asked for by the job and never assessed.'
            else 'Asked for by the job; last assessed ' || cast(evidence_age_months as string) || ' months ago.'
        end as step_reason
    from gaps
    where evidence_reason is not null
),

steps as (
    select * from mandatory
    union all
    select * from agreed
    union all
    select * from closing
    union all
    select * from assessing
),

-- What somebody set stays; what is past is due again within the policy's days; else the policy says.
dated as (
    select
        people.company_id,
        people.manager_person_key,
        steps.*,
        case
            when steps.step_kind = 'agreed_action' then steps.due_date
            when steps.due_date >= people.policy_date then steps.due_date
            else
                {{ add_days(
                    'people.policy_date',
                    "case steps.step_kind when 'mandatory_training' then policy.mandatory_days"
                    ~ " when 'assessment' then policy.assessment_days"
                    ~ " else case when steps.gap_level >= policy.large_gap_level then policy.large_gap_days"
                    ~ " else policy.small_gap_days end end"
                ) }}
        end as step_due_date
    from steps
    inner join people
        on steps.person_key = people.person_key
    inner join policy
        on people.company_id = policy.company_id
)

select
    company_id,
    person_key,
    cast(row_number() over (
        partition by person_key
        order by
            kind_sequence asc,
            gap_rank asc nulls last,
            step_due_date asc nulls last,
            competency_id asc nulls last,
            source_system asc nulls last,
            item_code asc nulls last,
            dev_plan_id asc nulls last,
            action_id asc nulls last
    ) as int) as step_number,
    step_kind,
    step_title,
    competency_id,
    competency_name,
    gap_rank,
    gap_level,
    source_system,
    item_code,
    dev_plan_id,
    action_id,
    manager_person_key,
    step_due_date,
    is_overdue,
    step_reason
from dated
