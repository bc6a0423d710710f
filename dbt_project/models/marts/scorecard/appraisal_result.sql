-- What the HR system made of each submitted appraisal, worked out once more from its parts, beside this project's
-- scorecard and what lies between the two. The HR system rounds to three places; of an exact half either neighbour
-- is taken for its result.
{%- set half = '0.0005' %}
with appraisals as (
    select * from {{ ref('stg_frappe_hr__appraisals') }}
    where docstatus = 1 and known_to is null
),

links as (
    select
        source_id,
        company_id,
        person_key
    from {{ ref('canonical__identity_link') }}
    where source_system = 'frappe_hr' and person_key is not null
),

areas as (
    select
        appraisal_id,
        sum(goal_score) as goal_pct,
        max(abs(goal_score - cast(weight_pct * completion_pct as decimal(18, 6)) * cast(0.01 as decimal(3, 2))))
            as line_distance
    from {{ ref('stg_frappe_hr__appraisal_kras') }}
    where known_to is null
    group by appraisal_id
),

self_ratings as (
    select
        appraisal_id,
        cast(sum(cast(rating_ratio as double) * 5 * cast(weight_pct as double) / 100) as double) as self_score
    from {{ ref('stg_frappe_hr__appraisal_self_ratings') }}
    where known_to is null
    group by appraisal_id
),

feedbacks as (
    select
        appraisal_id,
        avg(cast(total_score as double)) as feedback_score
    from {{ ref('stg_frappe_hr__performance_feedbacks') }}
    where docstatus = 1 and known_to is null
    group by appraisal_id
),

recomputed as (
    select
        appraisals.appraisal_id,
        coalesce(appraisals.company_id, links.company_id) as company_id,
        links.person_key,
        appraisals.cycle_id,
        appraisals.is_goal_rated_manually,
        appraisals.goal_score_pct,
        appraisals.total_score,
        appraisals.self_score,
        appraisals.avg_feedback_score,
        appraisals.final_score,
        -- Rated by hand, the total comes from no goal: it is taken as it stands.
        case
            when appraisals.is_goal_rated_manually then cast(appraisals.total_score as double)
            else cast(areas.goal_pct as double) / 20
        end as new_total,
        case
            when self_ratings.appraisal_id is null and appraisals.self_score = 0 then 0
            else self_ratings.self_score
        end as new_self,
        case
            when feedbacks.appraisal_id is null and appraisals.avg_feedback_score = 0 then 0
            else feedbacks.feedback_score
        end as new_feedback,
        areas.line_distance,
        areas.goal_pct as new_goal_pct,
        (
            cast(appraisals.total_score as double)
            + cast(appraisals.self_score as double)
            + cast(appraisals.avg_feedback_score as double)
        ) / 3 as new_final
    from appraisals
    inner join links
        on appraisals.employee_id = links.source_id
    left join areas
        on appraisals.appraisal_id = areas.appraisal_id
    left join self_ratings
        on appraisals.appraisal_id = self_ratings.appraisal_id
    left join feedbacks
        on appraisals.appraisal_id = feedbacks.appraisal_id
),

compared as (
    select
        recomputed.*,
        scorecards.score as scorecard_score,
        scorecards.coverage_ratio,
        scorecards.status as scorecard_status,
        case
            when round(abs(recomputed.new_final - cast(recomputed.final_score as double)), 9) > {{ half }}
                then 'final_score'
            when
                not recomputed.is_goal_rated_manually
                and round(
                    abs(cast(recomputed.goal_score_pct as double) / 20 - cast(recomputed.total_score as double)), 9
                ) > {{ half }}
                then 'total_score'
            when not recomputed.is_goal_rated_manually and recomputed.line_distance > {{ half }} then 'area'
            when
                not recomputed.is_goal_rated_manually
                and abs(recomputed.new_goal_pct - recomputed.goal_score_pct) > {{ half }}
                then 'goal_score'
            when round(abs(recomputed.new_self - cast(recomputed.self_score as double)), 9) > {{ half }}
                then 'self_score'
            when round(abs(recomputed.new_feedback - cast(recomputed.avg_feedback_score as double)), 9) > {{ half }}
                then 'feedback_score'
        end as differing_part,
        case
            when not recomputed.is_goal_rated_manually and recomputed.new_goal_pct is null then 'area'
            when recomputed.new_self is null then 'self_score'
            when recomputed.new_feedback is null then 'feedback_score'
        end as absent_part,
        case when recomputed.total_score > 0 then 1 else 0 end
        + case when recomputed.self_score > 0 then 1 else 0 end
        + case when recomputed.avg_feedback_score > 0 then 1 else 0 end as given_count
    from recomputed
    left join {{ ref('scorecard_employee') }} as scorecards
        on
            recomputed.person_key = scorecards.person_key
            and recomputed.cycle_id = scorecards.cycle_id
)

select
    appraisal_id,
    company_id,
    person_key,
    cycle_id,
    is_goal_rated_manually,
    goal_score_pct,
    total_score,
    self_score,
    avg_feedback_score,
    final_score,
    cast(round(new_total, 9) as decimal(18, 6)) as exact_total_score,
    cast(round(new_self, 9) as decimal(18, 6)) as exact_self_score,
    cast(round(new_feedback, 9) as decimal(18, 6)) as exact_feedback_score,
    cast(round(new_final, 9) as decimal(18, 6)) as exact_final_score,
    differing_part is null as is_reproduced,
    differing_part,
    absent_part,
    scorecard_score,
    scorecard_status,
    cast(scorecard_score - goal_score_pct as decimal(18, 6)) as difference_points,
    cast(round(cast(scorecard_score as double) * (1 - cast(coverage_ratio as double)), 9) as decimal(18, 6))
        as area_without_goal_points,
    cast(round(
        cast(scorecard_score as double) * cast(coverage_ratio as double) - cast(goal_score_pct as double), 9
    ) as decimal(18, 6)) as remaining_points,
    cast(round(
        new_final * 3 / nullif(cast(given_count as double), 0) - cast(final_score as double), 9
    ) as decimal(18, 6)) as missing_part_score
from compared
