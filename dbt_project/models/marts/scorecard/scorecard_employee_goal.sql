-- The score of people whose goals have weights of their own: what each goal adds, and what they make together.
with goals as (
    select
        paths.node_key,
        paths.company_id,
        paths.person_key,
        paths.org_unit_key,
        coalesce(paths.cycle_id, 'none') as cycle_id,
        paths.person_weight_ratio,
        paths.end_date,
        scores.goal_basis,
        scores.kind,
        scores.withheld_reason,
        cast(100 * scores.score_ratio as decimal(18, 6)) as score
    from {{ ref('goal_path') }} as paths
    inner join {{ ref('goal_score') }} as scores
        on paths.node_key = scores.node_key
    where
        paths.node_type = 'goal'
        and paths.is_active
        and not paths.is_part_of_own_goal
        and paths.person_key is not null
),

weighed as (
    select
        *,
        count(person_weight_ratio) over of_person as weight_count,
        count(*) over of_person as goal_count,
        sum(person_weight_ratio) over of_person as total_weight,
        sum(case when score is not null then coalesce(person_weight_ratio, 0) else 0 end) over of_person
            as scored_weight,
        max(end_date) over of_person as last_end_date,
        max(case when score is not null and goal_basis = 'measured' then 1 else 0 end) over of_person as has_measured,
        max(case when score is not null and goal_basis = 'progress_only' then 1 else 0 end) over of_person
            as has_progress_only
    from goals
    window of_person as (partition by company_id, person_key, cycle_id)
),

asked as (
    select distinct
        company_id,
        last_end_date as policy_date
    from weighed
    where last_end_date is not null
),

policy as (
    {{ policy_on_date(
        ref('scorecard_policy'), 'asked', ['minimum_coverage_ratio', 'full_coverage_ratio', 'weight_tolerance']
    ) }}
),

judged as (
    select
        weighed.*,
        policy.minimum_coverage_ratio,
        policy.full_coverage_ratio,
        {{ share('weighed.scored_weight', 'weighed.total_weight') }} as scorecard_coverage_ratio,
        weighed.weight_count = weighed.goal_count
        and abs(100 * weighed.total_weight - 100) <= policy.weight_tolerance as is_weighed_whole
    from weighed
    left join policy
        on
            weighed.company_id = policy.company_id
            and weighed.last_end_date = policy.policy_date
    where weighed.weight_count > 0
),

reasoned as (
    select
        *,
        case
            when minimum_coverage_ratio is null then 'no_policy_in_force'
            when not is_weighed_whole then 'weights_do_not_add_to_100'
            when coalesce(scorecard_coverage_ratio, 0) < minimum_coverage_ratio then 'coverage_below_minimum'
        end as scorecard_withheld_reason
    from judged
),

added as (
    select
        *,
        case
            when scorecard_withheld_reason is null and score is not null
                then cast(
                    round(
                        cast(person_weight_ratio as double) * cast(score as double)
                        / nullif(cast(scored_weight as double), 0), 9
                    ) as decimal(18, 6)
                )
        end as contribution
    from reasoned
)

select
    node_key,
    company_id,
    person_key,
    cycle_id,
    org_unit_key,
    goal_basis,
    kind,
    person_weight_ratio,
    score,
    contribution,
    withheld_reason,
    cast(sum(contribution) over (partition by company_id, person_key, cycle_id) as decimal(18, 6)) as scorecard_score,
    case
        when has_measured = 1 and has_progress_only = 1 then 'mixed'
        when has_measured = 1 then 'measured'
        when has_progress_only = 1 then 'progress_only'
    end as scorecard_goal_basis,
    case
        when scorecard_withheld_reason is not null then 'withheld'
        when scorecard_coverage_ratio < full_coverage_ratio then 'provisional'
        else 'scored'
    end as scorecard_status,
    scorecard_coverage_ratio,
    scorecard_withheld_reason
from added
