-- How well each method told in advance who would resign in the test year, beside everybody's average, and whether a
-- driver alone tells it too well to be true.
{%- set baselines = "('average', 'life_table', 'points')" %}
with policy as (
    {{ group_policy(
        ref('flight_risk_policy'), ['test_months', 'minimum_events', 'maximum_auc', 'maximum_driver_auc']
    ) }}
),

learned as (
    select
        resigned_count as learned_count,
        month_count as learned_months
    from {{ ref('flight_baseline') }}
    where fit = 'validation' and method = 'average'
),

scores as (
    select
        'method' as subject_type,
        method as subject_id,
        cast(year_probability as double) as score,
        cast(count(has_resigned) as bigint) as n,
        cast(count_if(has_resigned) as bigint) as event_count,
        cast(count(*) - count(has_resigned) as bigint) as censored_count
    from {{ ref('flight_score') }}
    where fit = 'validation'
    group by method, year_probability
    {%- for driver in flight_drivers() %}
        union all
        select
            'driver' as subject_type,
            '{{ driver }}' as subject_id,
            cast(person.{{ driver }}_step as double) as score,
            cast(count(*) as bigint) as n,
            cast(count_if(person.is_resigned) as bigint) as event_count,
            cast(0 as bigint) as censored_count
        from {{ ref('flight_month') }} as person
        cross join policy
        where person.month_age between 1 and policy.test_months and person.{{ driver }}_step is not null
        group by person.{{ driver }}_step
    {%- endfor %}
),

-- Where each score stands: who scores lower, who scores higher.
ranked as (
    select
        *,
        coalesce(sum(n - event_count) over (
            partition by subject_type, subject_id order by score rows between unbounded preceding and 1 preceding
        ), 0) as lower_rest,
        coalesce(sum(n) over (
            partition by subject_type, subject_id order by score desc
            rows between unbounded preceding and 1 preceding
        ), 0) as higher_count,
        cast(sum(n) over (partition by subject_type, subject_id) as double) as whole_count
    from scores
),

-- The tenth with the highest scores; of people who score alike at its edge, as many as still find room, evenly.
taken as (
    select
        *,
        greatest(least(whole_count / 10 - higher_count, n), 0) as taken_count
    from ranked
),

measured as (
    select
        subject_type,
        subject_id,
        sum(n) as n,
        sum(event_count) as event_count,
        sum(n - event_count) as rest_count,
        sum(censored_count) as censored_count,
        cast(sum(event_count * (2 * lower_rest + n - event_count)) as double)
        / nullif(2.0 * sum(event_count) * sum(n - event_count), 0) as auc,
        (
            sum(event_count * (1 - score) * (1 - score)) + sum((n - event_count) * score * score)
        ) / nullif(cast(sum(n) as double), 0) as brier_score,
        sum(n * score) / nullif(cast(sum(n) as double), 0) as mean_score,
        sum(event_count * taken_count / nullif(cast(n as double), 0)) / nullif(cast(sum(taken_count) as double), 0)
            as decile_ratio,
        cast(sum(event_count) as double) / nullif(sum(n), 0) as event_ratio
    from taken
    group by subject_type, subject_id
),

-- Hanley and McNeil's standard error of the AUC.
bounded as (
    select
        *,
        sqrt(greatest((
            auc * (1 - auc)
            + (event_count - 1) * (auc / nullif(2 - auc, 0) - auc * auc)
            + (rest_count - 1) * (2 * auc * auc / nullif(1 + auc, 0) - auc * auc)
        ) / nullif(cast(event_count as double) * rest_count, 0), 0)) as auc_error
    from measured
),

odds as (
    select
        subject_id,
        n,
        event_count,
        round(ln(score / nullif(1 - score, 0)), 9) as log_odds,
        0 as penalty
    from scores
    where subject_type = 'method' and subject_id <> 'average' and score > 0 and score < 1 and n > 0
),

refitted as (
    {{ fitted_logistic('odds', 'subject_id', 'n', 'event_count', ['log_odds'], 'penalty') }}
),

calibrated as (
    select
        subject_id,
        sum(case when term_number = 0 then weight else -weight * mean_value end) as calibration_intercept,
        max(case when term_number = 1 then weight end) as calibration_slope,
        max(case when term_number = 1 then standard_error end) as calibration_slope_error
    from refitted
    group by subject_id
    having max(case when term_number = 1 then standard_error end) > 0
),

judged as (
    select
        bounded.*,
        learned.learned_months,
        coalesce(learned.learned_count, 0) as learned_count,
        policy.minimum_events,
        case when bounded.subject_type = 'method' then policy.maximum_auc else policy.maximum_driver_auc end
            as highest_auc,
        case
            when
                bounded.event_count < policy.minimum_events
                or bounded.rest_count < policy.minimum_events
                or (bounded.subject_type = 'method' and coalesce(learned.learned_count, 0) < policy.minimum_events)
                then 'too_few_resignations'
        end as withheld_reason
    from bounded
    cross join policy
    left join learned
        on true
),

suspected as (
    select
        *,
        withheld_reason is null
        and (
            round(auc, 9) > cast(highest_auc as double)
            or (subject_type = 'driver' and round(1 - auc, 9) > cast(highest_auc as double))
        ) as is_leak_suspected
    from judged
),

compared as (
    select
        max(case when subject_id in {{ baselines }} then round(auc, 9) end) as baseline_auc,
        min(case when subject_id in {{ baselines }} then round(brier_score, 9) end) as baseline_brier,
        max(case when subject_id = 'model' then round(auc, 9) end) as model_auc,
        max(case when subject_id = 'model' then round(brier_score, 9) end) as model_brier
    from suspected
    where subject_type = 'method' and withheld_reason is null
),

state as (
    select bool_or(is_leak_suspected) as is_blocked
    from suspected
),

-- The model where it beats everything that is simpler, in order and in size; else the best of those.
chosen as (
    select suspected.subject_id
    from suspected
    cross join compared
    cross join state
    where
        suspected.subject_type = 'method'
        and suspected.withheld_reason is null
        and not state.is_blocked
        and case
            when
                compared.model_auc > compared.baseline_auc and compared.model_brier < compared.baseline_brier
                then suspected.subject_id = 'model'
            else suspected.subject_id in {{ baselines }}
        end
    qualify row_number() over (order by round(suspected.brier_score, 9), suspected.subject_id) = 1
),

concluded as (
    select
        suspected.*,
        coalesce(suspected.subject_type = 'method' and suspected.subject_id = chosen.subject_id, false) as is_used,
        state.is_blocked,
        case when suspected.subject_type = 'method' then calibrated.calibration_intercept end as calibration_intercept,
        case when suspected.subject_type = 'method' then calibrated.calibration_slope end as calibration_slope,
        case when suspected.subject_type = 'method' then calibrated.calibration_slope_error end
            as calibration_slope_error
    from suspected
    cross join state
    left join chosen
        on true
    left join calibrated
        on suspected.subject_id = calibrated.subject_id
)

select
    subject_type,
    subject_id,
    cast(n as bigint) as n,
    cast(event_count as bigint) as event_count,
    cast(censored_count as bigint) as censored_count,
    cast(learned_months as bigint) as learned_month_count,
    cast(learned_count as bigint) as learned_event_count,
    {% for name, value, condition in [
        ('auc', 'auc', 'true'),
        ('auc_low', 'greatest(auc - 1.959964 * auc_error, 0)', 'true'),
        ('auc_high', 'least(auc + 1.959964 * auc_error, 1)', 'true'),
        ('observed_ratio', 'event_ratio', 'true'),
        ('mean_probability', 'mean_score', "subject_type = 'method'"),
        ('brier_score', 'brier_score', "subject_type = 'method'"),
        ('brier_skill', '1 - brier_score / nullif(event_ratio * (1 - event_ratio), 0)', "subject_type = 'method'"),
        ('calibration_intercept', 'calibration_intercept', 'true'),
        ('calibration_slope', 'calibration_slope', 'true'),
        ('calibration_slope_error', 'calibration_slope_error', 'true'),
        ('top_decile_lift', 'decile_ratio / nullif(event_ratio, 0)', "subject_type = 'method'"),
    ] -%}
        cast(
            case when withheld_reason is null and {{ condition }} then round({{ value }}, 9) end as decimal(18, 6)
        ) as {{ name }},
    {% endfor -%}
    is_leak_suspected,
    is_used,
    withheld_reason,
    case
        when withheld_reason is not null
            then
                cast(event_count as string) || ' resignations among ' || cast(n as string)
                || case when subject_type = 'method' then ' people' else ' months of people' end
                || ' of the test year, ' || cast(learned_count as string) || ' in the months learned from, and '
                || cast(minimum_events as string) || ' are needed of each: nothing is said of anybody.'
        when is_leak_suspected and subject_type = 'driver'
            then
                'The driver ' || subject_id || ' alone tells who resigns in the next month with an AUC of '
                || cast(cast(round(greatest(auc, 1 - auc), 9) as decimal(9, 2)) as string)
                || ', and ' || cast(cast(highest_auc as decimal(9, 2)) as string)
                || ' is the most that is believed: it seems to know of the resignation. No score is shown until it is'
                || ' taken out of flight_risk_driver.csv or put right.'
        when is_leak_suspected
            then
                'The method ' || subject_id || ' tells who resigns within a year with an AUC of '
                || cast(cast(round(auc, 9) as decimal(9, 2)) as string)
                || ', and ' || cast(cast(highest_auc as decimal(9, 2)) as string)
                || ' is the most that is believed: a fact seems to know of the resignation. No score is shown until'
                || ' it is found.'
        when subject_type = 'driver' then 'Known before the month, as far as this figure can tell.'
        when is_blocked then 'Not used: a fact seems to know of the resignation.'
        when is_used and subject_id = 'model'
            then 'Used: it beats the average, the life table and the points, by AUC and by Brier score.'
        when is_used and subject_id = 'average'
            then 'Used: nothing tells leavers from stayers better than one chance for everybody.'
        when is_used then 'Used: the best of the simple methods, by Brier score; the model does not beat them all.'
        when subject_id = 'model' then 'Not used: it does not beat every simple method, by AUC and by Brier score.'
        else 'Not used: another method is better.'
    end as sentence
from concluded
