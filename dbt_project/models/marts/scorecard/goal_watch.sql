-- What somebody should look at: gaps, risks and what went better than most, each with its rule, its figures and since
-- when. A rule only reads what other tables say; it changes no score.
with scores as (
    select * from {{ ref('goal_score') }}
    where coalesce(withheld_reason, 'scored') <> 'archived'
),

asked as (
    select
        company_id,
        {{ as_of_date() }} as policy_date
    from scores
    where company_id is not null
    union
    select
        company_id,
        {{ as_of_date() }} as policy_date
    from {{ ref('scorecard_org_unit_kpi') }}
),

policy as (
    {{ policy_on_date(
        ref('goal_policy'), 'asked',
        [
            'stale_days', 'behind_pace_ratio', 'improvement_points', 'minimum_goal_count', 'maximum_goal_count',
            'minimum_goal_weight_ratio', 'maximum_goal_weight_ratio',
        ]
    ) }}
),

-- Every day on which something was recorded of a goal that is judged by check-ins, with its pace on that day.
recorded as (
    select
        scores.node_key,
        scores.company_id,
        checkins.recorded_date,
        {{ attained_ratio('checkins.checkin_value') }} as attained,
        cast({{ days_between('scores.start_date', 'checkins.recorded_date') }} + 1 as double)
        / nullif(cast({{ days_between('scores.start_date', 'scores.end_date') }} + 1 as double), 0) as elapsed
    from (
        select
            *,
            aim_value as target_value
        from scores
        where actual_source = 'checkins' and start_date <= end_date
    ) as scores
    inner join {{ ref('canonical__goal_checkin') }} as checkins
        on
            scores.node_id = checkins.goal_id
            and checkins.recorded_date between scores.start_date and scores.end_date
            and checkins.recorded_date <= {{ as_of_date() }}
    where checkins.checkin_value is not null
),

paced as (
    select
        recorded.node_key,
        recorded.recorded_date,
        least(greatest(coalesce(recorded.attained, 0), 0), 1) - recorded.elapsed < -policy.behind_pace_ratio
            as is_behind
    from recorded
    inner join policy
        on recorded.company_id = policy.company_id
),

last_in_time as (
    select
        node_key,
        max(case when not is_behind then recorded_date end) as last_date
    from paced
    group by node_key
),

behind_since as (
    select
        paced.node_key,
        min(paced.recorded_date) as since_date
    from paced
    inner join last_in_time
        on paced.node_key = last_in_time.node_key
    where paced.is_behind and (last_in_time.last_date is null or paced.recorded_date > last_in_time.last_date)
    group by paced.node_key
),

overdue_since as (
    select
        goal_id,
        min(due_date) as since_date
    from {{ ref('canonical__goal_milestone') }}
    where due_date < {{ as_of_date() }} and coalesce(reached_date, {{ add_days(as_of_date(), 1) }}) > {{ as_of_date() }}
    group by goal_id
),

person_goals as (
    select
        paths.company_id,
        paths.person_key,
        paths.cycle_id,
        max(paths.org_unit_key) as org_unit_key,
        max(paths.start_date) as since_date,
        count(*) as goal_count
    from {{ ref('goal_path') }} as paths
    where
        paths.node_type = 'goal'
        and paths.is_active
        and not paths.is_part_of_own_goal
        and paths.person_key is not null
        and paths.end_date >= {{ as_of_date() }}
    group by paths.company_id, paths.person_key, paths.cycle_id
),

unit_kpis as (
    select
        kpis.*,
        lag(kpis.score) over of_kpi as earlier_score,
        lag(kpis.rag) over of_kpi as earlier_rag,
        max(kpis.period_end_date) over (partition by kpis.company_id, kpis.org_unit_key) as newest_end_date,
        max(case when kpis.rag = 'green' then kpis.period_end_date end) over of_kpi as last_green_end_date
    from {{ ref('scorecard_org_unit_kpi') }} as kpis
    window of_kpi as (
        partition by kpis.company_id, kpis.org_unit_key, kpis.kpi_id order by kpis.period_end_date
    )
),

newest_kpis as (
    select *
    from unit_kpis
    where period_end_date = newest_end_date
),

off_target_since as (
    select
        newest.company_id,
        newest.org_unit_key,
        newest.kpi_id,
        min(unit_kpis.period_start_date) as since_date
    from newest_kpis as newest
    inner join unit_kpis
        on
            newest.company_id = unit_kpis.company_id
            and newest.org_unit_key = unit_kpis.org_unit_key
            and newest.kpi_id = unit_kpis.kpi_id
            and unit_kpis.rag <> 'green'
            and (newest.last_green_end_date is null or newest.last_green_end_date < unit_kpis.period_end_date)
    where newest.rag <> 'green' and newest.earlier_rag <> 'green'
    group by newest.company_id, newest.org_unit_key, newest.kpi_id
),

found as (
    select
        'behind_pace' as rule_id,
        'gap' as watch_kind,
        scores.company_id,
        scores.org_unit_key,
        scores.person_key,
        scores.node_id as subject_id,
        cast(scores.pace_ratio as double) as figure,
        cast(-policy.behind_pace_ratio as double) as threshold,
        case scores.actual_source
            when 'checkins' then behind_since.since_date
            when 'milestones' then coalesce(overdue_since.since_date, scores.start_date)
            else scores.actual_date
        end as since_date
    from scores
    inner join policy
        on scores.company_id = policy.company_id
    left join behind_since
        on scores.node_key = behind_since.node_key
    left join overdue_since
        on scores.node_id = overdue_since.goal_id
    where
        scores.goal_basis = 'measured'
        and scores.pace_ratio < -policy.behind_pace_ratio
        and scores.end_date >= {{ as_of_date() }}
    union all
    select
        'no_news' as rule_id,
        'risk' as watch_kind,
        scores.company_id,
        scores.org_unit_key,
        scores.person_key,
        scores.node_id as subject_id,
        cast(scores.actual_age_days as double) as figure,
        cast(policy.stale_days as double) as threshold,
        {{ add_days('scores.actual_date', 'policy.stale_days + 1') }} as since_date
    from scores
    inner join policy
        on scores.company_id = policy.company_id
    where scores.withheld_reason = 'stale' and scores.end_date >= {{ as_of_date() }}
    union all
    select
        'reached_early' as rule_id,
        'opportunity' as watch_kind,
        scores.company_id,
        scores.org_unit_key,
        scores.person_key,
        scores.node_id as subject_id,
        cast(scores.pace_ratio as double) as figure,
        cast(policy.behind_pace_ratio as double) as threshold,
        scores.actual_date as since_date
    from scores
    inner join policy
        on scores.company_id = policy.company_id
    where
        scores.goal_basis = 'measured'
        and scores.is_reached
        and scores.pace_ratio >= policy.behind_pace_ratio
        and scores.end_date >= {{ as_of_date() }}
    union all
    select
        case when person_goals.goal_count < policy.minimum_goal_count then 'few_goals' else 'many_goals' end as rule_id,
        'risk' as watch_kind,
        person_goals.company_id,
        person_goals.org_unit_key,
        person_goals.person_key,
        coalesce(person_goals.cycle_id, 'none') as subject_id,
        cast(person_goals.goal_count as double) as figure,
        cast(
            case
                when person_goals.goal_count < policy.minimum_goal_count then policy.minimum_goal_count
                else policy.maximum_goal_count
            end as double
        ) as threshold,
        person_goals.since_date
    from person_goals
    inner join policy
        on person_goals.company_id = policy.company_id
    where person_goals.goal_count not between policy.minimum_goal_count and policy.maximum_goal_count
    union all
    select
        case
            when paths.person_weight_ratio > policy.maximum_goal_weight_ratio then 'weight_on_one_goal'
            else 'weight_too_light'
        end as rule_id,
        'risk' as watch_kind,
        paths.company_id,
        paths.org_unit_key,
        paths.person_key,
        paths.node_id as subject_id,
        cast(paths.person_weight_ratio as double) as figure,
        cast(
            case
                when paths.person_weight_ratio > policy.maximum_goal_weight_ratio
                    then policy.maximum_goal_weight_ratio
                else policy.minimum_goal_weight_ratio
            end as double
        ) as threshold,
        paths.start_date as since_date
    from {{ ref('goal_path') }} as paths
    inner join policy
        on paths.company_id = policy.company_id
    where
        paths.is_active
        and paths.end_date >= {{ as_of_date() }}
        and paths.person_weight_ratio
        not between policy.minimum_goal_weight_ratio and policy.maximum_goal_weight_ratio
    union all
    select
        'weight_on_one_kpi' as rule_id,
        'risk' as watch_kind,
        newest.company_id,
        newest.org_unit_key,
        cast(null as string) as person_key,
        newest.kpi_id as subject_id,
        cast(newest.weight_ratio as double) as figure,
        cast(policy.maximum_goal_weight_ratio as double) as threshold,
        newest.period_start_date as since_date
    from newest_kpis as newest
    inner join policy
        on newest.company_id = policy.company_id
    where newest.weight_ratio > policy.maximum_goal_weight_ratio
    union all
    select
        'off_target_again' as rule_id,
        'gap' as watch_kind,
        newest.company_id,
        newest.org_unit_key,
        cast(null as string) as person_key,
        newest.kpi_id as subject_id,
        cast(newest.score as double) as figure,
        cast(newest.earlier_score as double) as threshold,
        off_target_since.since_date
    from newest_kpis as newest
    inner join off_target_since
        on
            newest.company_id = off_target_since.company_id
            and newest.org_unit_key = off_target_since.org_unit_key
            and newest.kpi_id = off_target_since.kpi_id
    union all
    select
        'improved_much' as rule_id,
        'opportunity' as watch_kind,
        newest.company_id,
        newest.org_unit_key,
        cast(null as string) as person_key,
        newest.kpi_id as subject_id,
        cast(newest.score - newest.earlier_score as double) as figure,
        cast(policy.improvement_points as double) as threshold,
        newest.period_start_date as since_date
    from newest_kpis as newest
    inner join policy
        on newest.company_id = policy.company_id
    where newest.rag = 'green' and newest.score - newest.earlier_score >= policy.improvement_points
)

select
    {{ surrogate_key(['rule_id', 'company_id', 'org_unit_key', 'person_key', 'subject_id']) }} as watch_key,
    rule_id,
    watch_kind,
    company_id,
    org_unit_key,
    person_key,
    subject_id,
    round(figure, 6) as figure,
    round(threshold, 6) as threshold,
    since_date
from found
