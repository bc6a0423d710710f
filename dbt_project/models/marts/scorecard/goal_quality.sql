-- Five flags of a well-made goal, each computed from what is on record, with the first thing that is wrong. A flag
-- that needs what the source does not deliver is null and says so; nothing is scored from text.
with nodes as (
    select
        nodes.*,
        least({{ as_of_date() }}, coalesce(nodes.end_date, {{ as_of_date() }})) as policy_date,
        coalesce(nodes.created_date, nodes.start_date) as made_date
    from {{ ref('goal_node') }} as nodes
    where nodes.node_type = 'goal' and nodes.is_active
),

paths as (
    select
        node_key,
        is_aligned,
        unaligned_reason,
        is_part_of_own_goal
    from {{ ref('goal_path') }}
    where node_type = 'goal'
),

goals as (
    select
        nodes.*,
        paths.is_aligned,
        paths.unaligned_reason,
        paths.is_part_of_own_goal
    from nodes
    inner join paths
        on nodes.node_key = paths.node_key
),

asked as (
    select distinct
        company_id,
        policy_date
    from goals
),

policy as (
    {{ policy_on_date(
        ref('goal_policy'), 'asked',
        [
            'weight_tolerance', 'minimum_title_length', 'maximum_title_length', 'latest_agreed_ratio',
            'lowest_spread_ratio', 'highest_spread_ratio', 'minimum_peer_count',
        ]
    ) }}
),

verbs as (
    {{ policy_on_date(ref('outcome_verb'), 'asked', ['verb_form', 'outcome_verb']) }}
),

titles as (
    select distinct
        company_id,
        policy_date,
        title,
        ' ' || replace(replace(replace(lower(title), ',', ' '), '.', ' '), ':', ' ') || ' ' as words
    from goals
    where title is not null
),

title_verbs as (
    select
        titles.company_id,
        titles.policy_date,
        titles.title,
        count(distinct verbs.outcome_verb) as verb_count
    from titles
    inner join verbs
        on
            titles.company_id = verbs.company_id
            and titles.policy_date = verbs.policy_date
            and titles.words like '% ' || verbs.verb_form || ' %'
    group by titles.company_id, titles.policy_date, titles.title
),

milestones as (
    select
        goal_id,
        sum(weight) as milestone_weight
    from {{ ref('canonical__goal_milestone') }}
    group by goal_id
),

-- How far apart people begin who have a goal of the same area, cycle and unit.
peers as (
    select
        company_id,
        cycle_id,
        kra_id,
        unit,
        count(*) as peer_count,
        stddev_samp(baseline_value) as spread
    from goals
    where baseline_value is not null and target_value is not null and unit is not null and not is_part_of_own_goal
    group by company_id, cycle_id, kra_id, unit
),

cycles as (
    select
        source_system,
        cycle_id,
        company_id,
        cycle_start_date,
        cycle_end_date
    from {{ ref('canonical__review_cycle') }}
),

goal_cycles as (
    select
        goals.node_key,
        cycles.cycle_start_date,
        cycles.cycle_end_date
    from goals
    inner join cycles
        on
            goals.cycle_id = cycles.cycle_id
            and {{ binds_company('cycles', 'goals') }}
    qualify
        row_number() over (
            partition by goals.node_key
            order by
                case when goals.source_system = cycles.source_system then 0 else 1 end,
                case when cycles.company_id = goals.company_id then 0 else 1 end,
                cycles.source_system
        ) = 1
),

person_goals as (
    select
        person_key,
        cycle_id,
        count(*) as person_goal_count,
        min(end_date) as first_end_date,
        max(end_date) as last_end_date
    from goals
    where person_key is not null and not is_part_of_own_goal
    group by person_key, cycle_id
),

asked_jobs as (
    select distinct
        person_key,
        made_date
    from goals
    where person_key is not null and made_date is not null
),

jobs as (
    select
        asked_jobs.person_key,
        asked_jobs.made_date,
        assignments.company_id,
        jobs.job_id
    from asked_jobs
    inner join {{ ref('fct_assignment') }} as assignments
        on
            asked_jobs.person_key = assignments.person_key
            and asked_jobs.made_date >= assignments.valid_from
            and asked_jobs.made_date < {{ until('assignments.valid_to') }}
    inner join {{ ref('dim_job') }} as jobs
        on assignments.job_key = jobs.job_key
    qualify
        row_number() over (
            partition by asked_jobs.person_key, asked_jobs.made_date
            order by assignments.valid_from desc, assignments.assignment_key asc
        ) = 1
),

-- The card in force when the goal was made; a company's own goes before the group's.
cards as (
    select
        jobs.person_key,
        jobs.made_date,
        cards.source_system,
        cards.company_id,
        cards.job_id,
        cards.job_card_version
    from jobs
    inner join {{ ref('canonical__job_card') }} as cards
        on
            jobs.job_id = cards.job_id
            and cards.company_id in (jobs.company_id, '*')
            and jobs.made_date >= cards.valid_from
            and jobs.made_date < {{ until('cards.valid_to') }}
    qualify
        row_number() over (
            partition by jobs.person_key, jobs.made_date
            order by
                case when cards.company_id = '*' then 1 else 0 end asc,
                cards.valid_from desc,
                cards.source_system asc,
                cards.job_card_version asc
        ) = 1
),

card_kras as (
    select distinct
        cards.person_key,
        cards.made_date,
        kras.kra_id
    from cards
    inner join {{ ref('canonical__job_card_kra') }} as kras
        on
            cards.source_system = kras.source_system
            and cards.company_id = kras.company_id
            and cards.job_id = kras.job_id
            and cards.job_card_version = kras.job_card_version
),

gathered as (
    select
        goals.*,
        policy.weight_tolerance,
        policy.minimum_title_length,
        policy.maximum_title_length,
        policy.lowest_spread_ratio,
        policy.highest_spread_ratio,
        policy.minimum_peer_count,
        policy.latest_agreed_ratio,
        coalesce(title_verbs.verb_count, 0) as verb_count,
        milestones.milestone_weight,
        coalesce(peers.peer_count, 0) as peer_count,
        abs(goals.target_value - goals.baseline_value) / nullif(peers.spread, 0) as spread_ratio,
        goal_cycles.cycle_start_date,
        goal_cycles.cycle_end_date,
        cast({{ days_between('goal_cycles.cycle_start_date', 'goals.created_date') }} as double)
        / nullif(
            cast({{ days_between('goal_cycles.cycle_start_date', 'goal_cycles.cycle_end_date') }} + 1 as double), 0
        ) as agreed_ratio,
        person_goals.person_goal_count,
        person_goals.first_end_date,
        cards.job_id is not null as has_card,
        card_kras.kra_id is not null as is_on_card
    from goals
    left join policy
        on
            goals.company_id = policy.company_id
            and goals.policy_date = policy.policy_date
    left join title_verbs
        on
            goals.company_id = title_verbs.company_id
            and goals.policy_date = title_verbs.policy_date
            and goals.title = title_verbs.title
    left join milestones
        on goals.node_id = milestones.goal_id
    left join peers
        on
            goals.company_id = peers.company_id
            and goals.cycle_id = peers.cycle_id
            and goals.kra_id = peers.kra_id
            and goals.unit = peers.unit
    left join goal_cycles
        on goals.node_key = goal_cycles.node_key
    left join person_goals
        on
            goals.person_key = person_goals.person_key
            and goals.cycle_id = person_goals.cycle_id
    left join cards
        on
            goals.person_key = cards.person_key
            and goals.made_date = cards.made_date
    left join card_kras
        on
            goals.person_key = card_kras.person_key
            and goals.made_date = card_kras.made_date
            and goals.kra_id = card_kras.kra_id
),

reasoned as (
    select
        *,
        case
            when minimum_title_length is null then 'no_policy_in_force'
            when person_key is null and org_unit_key is null then 'no_owner'
            when kra_id is null then 'no_key_result_area'
            when title is null then 'title_not_delivered'
            when length(title) < minimum_title_length then 'title_too_short'
            when length(title) > maximum_title_length then 'title_too_long'
            when verb_count = 0 then 'no_outcome_verb'
            when verb_count > 1 then 'several_outcome_verbs'
        end as specific_reason,
        case
            when weight_tolerance is null then 'no_policy_in_force'
            when measure = 'progress_only' then 'progress_only'
            when measure = 'milestone' and milestone_weight is null then 'no_milestones'
            when measure = 'milestone' and abs(milestone_weight - 100) > weight_tolerance
                then 'weights_do_not_add_to_100'
            when measure not in ('milestone', 'binary') and unit is null then 'no_unit'
            when measure not in ('milestone', 'binary', 'target', 'range', 'maintain') and baseline_value is null
                then 'no_baseline'
            when measure not in ('milestone', 'binary', 'maintain') and target_value is null then 'no_target'
            when measure = 'maintain' and coalesce(target_value, baseline_value) is null then 'no_target'
            when measure in ('higher', 'lower') and target_value = baseline_value then 'target_equals_baseline'
            when measure <> 'milestone' and data_source is null then 'no_data_source'
        end as measurable_reason,
        case
            when minimum_peer_count is null then 'no_policy_in_force'
            when measure = 'progress_only' then 'progress_only'
            when baseline_value is null or target_value is null then 'no_distance'
            when kra_id is null or cycle_id is null then 'no_peers'
            when peer_count < minimum_peer_count then 'too_few_peers'
            when spread_ratio is null then 'no_spread'
            when spread_ratio > highest_spread_ratio then 'far_beyond_peers'
            when spread_ratio < lowest_spread_ratio then 'hardly_a_change'
        end as achievable_reason,
        case
            when not is_aligned then unaligned_reason
            when person_key is null then null
            when kra_id is null then 'no_key_result_area'
            when not has_card then 'no_job_card'
            when not is_on_card then 'area_not_on_job_card'
        end as relevant_reason,
        case
            when latest_agreed_ratio is null then 'no_policy_in_force'
            when start_date is null or end_date is null then 'no_dates'
            when start_date >= end_date then 'ends_before_it_begins'
            when cycle_id is null then 'no_cycle'
            when cycle_end_date is null then 'unknown_cycle'
            when start_date < cycle_start_date or end_date > cycle_end_date then 'outside_the_cycle'
            when agreed_ratio > latest_agreed_ratio then 'agreed_too_late'
            when person_goal_count > 1 and first_end_date = cycle_end_date then 'all_due_on_the_last_day'
            when created_date is null then 'agreed_day_not_delivered'
        end as time_bound_reason
    from gathered
)

select
    node_key,
    company_id,
    source_system,
    node_id,
    person_key,
    org_unit_key,
    cycle_id,
    kra_id,
    goal_basis,
    case
        when specific_reason is null then true
        when specific_reason not in ('title_not_delivered', 'no_policy_in_force') then false
    end as is_specific,
    specific_reason,
    case
        when measurable_reason is null then true
        when measurable_reason <> 'no_policy_in_force' then false
    end as is_measurable,
    measurable_reason,
    case
        when achievable_reason is null then true
        when achievable_reason in ('far_beyond_peers', 'hardly_a_change') then false
    end as is_achievable,
    achievable_reason,
    case
        when relevant_reason is null then true
        when relevant_reason <> 'no_job_card' then false
    end as is_relevant,
    relevant_reason,
    case when has_card and kra_id is not null then is_on_card end as is_on_job_card,
    case
        when time_bound_reason is null then true
        when time_bound_reason not in ('agreed_day_not_delivered', 'no_policy_in_force', 'unknown_cycle') then false
    end as is_time_bound,
    time_bound_reason,
    cast(round(spread_ratio, 9) as decimal(18, 6)) as spread_ratio,
    cast(peer_count as bigint) as peer_count
from reasoned
