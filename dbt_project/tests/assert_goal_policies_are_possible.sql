-- On every day and for every company bounds of goals and scorecards lie in order and shares between 0 and 1.
with asked as (
    {{ policy_days([ref('goal_policy')]) }}
),

bound as (
    {{ policy_on_date(
        ref('goal_policy'), 'asked',
        [
            'stale_days', 'committed_mark_ratio', 'aspirational_mark_ratio', 'stretch_maximum_ratio',
            'weight_tolerance', 'minimum_goal_count', 'maximum_goal_count', 'minimum_goal_weight_ratio',
            'maximum_goal_weight_ratio', 'minimum_title_length', 'maximum_title_length', 'latest_agreed_ratio',
            'lowest_spread_ratio', 'highest_spread_ratio', 'minimum_peer_count', 'behind_pace_ratio', 'improvement_points',
        ]
    ) }}
),

wrong as (
    select
        company_id,
        policy_date,
        case
            when stale_days <= 0 then 'stale_days is not above 0'
            when committed_mark_ratio <= 0 or committed_mark_ratio > 1 then 'committed_mark_ratio is not a share'
            when aspirational_mark_ratio <= 0 or aspirational_mark_ratio > committed_mark_ratio
                then 'aspirational_mark_ratio is not below the mark of the committed'
            when stretch_maximum_ratio < 1 then 'stretch_maximum_ratio is below 1'
            when weight_tolerance < 0 or weight_tolerance >= 1 then 'weight_tolerance is not small'
            when minimum_goal_count < 1 or maximum_goal_count < minimum_goal_count
                then 'the counts of goals are not in order'
            when
                minimum_goal_weight_ratio < 0
                or maximum_goal_weight_ratio > 1
                or maximum_goal_weight_ratio < minimum_goal_weight_ratio
                then 'the weights of goals are not in order'
            when minimum_title_length < 1 or maximum_title_length < minimum_title_length
                then 'the lengths of titles are not in order'
            when latest_agreed_ratio <= 0 or latest_agreed_ratio > 1 then 'latest_agreed_ratio is not a share'
            when lowest_spread_ratio < 0 or highest_spread_ratio <= lowest_spread_ratio
                then 'the limits of the spread are not in order'
            when behind_pace_ratio <= 0 or behind_pace_ratio >= 1 then 'behind_pace_ratio is not a share'
            when improvement_points <= 0 then 'improvement_points is not above 0'
            when minimum_peer_count < 3 then 'minimum_peer_count is below 3, where no spread means anything'
        end as fault
    from bound
)

select
    company_id,
    policy_date,
    'goal_policy, company ' || company_id || ' from ' || cast(policy_date as string) || ': ' || fault
    || '. Correct seeds/policy/goal_policy.csv.' as sentence
from wrong
where fault is not null
union all
select
    company_id,
    valid_from as policy_date,
    'outcome_verb, company ' || company_id || ': the form ' || verb_form
    || ' is not in small letters and without blanks. Correct seeds/policy/outcome_verb.csv.' as sentence
from {{ ref('outcome_verb') }}
where verb_form <> lower(trim(verb_form)) or verb_form like '% %'
union all
select
    company_id,
    valid_from as policy_date,
    'scorecard_policy, company ' || company_id || ' from ' || cast(valid_from as string)
    || ': coverage, highest score or hysteresis is not in order. Correct seeds/policy/scorecard_policy.csv.' as sentence
from {{ ref('scorecard_policy') }}
where
    minimum_coverage_ratio < 0
    or full_coverage_ratio < minimum_coverage_ratio
    or full_coverage_ratio > 1
    or maximum_score < 100
    or hysteresis_points < 0
    or hysteresis_points > 10
