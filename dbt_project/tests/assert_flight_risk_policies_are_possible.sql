-- On every day the policies of flight risk can be followed: at most seven drivers, each with a way from calm to alarm
-- and points, knots in order, limits within reason, groups not smaller than others.
with rules as (
    select
        valid_from,
        case
            when
                first_knot_months <= 0
                or second_knot_months <= first_knot_months
                or third_knot_months <= second_knot_months
                then 'the knots of tenure are not above 0 and rising'
            when prior_months < 0 or ridge_penalty <= 0 then 'prior_months is below 0, or ridge_penalty not above it'
            when minimum_events < 10 then 'minimum_events is below 10'
            when minimum_group < 10 then 'minimum_group is below 10'
            when maximum_auc > 0.95 or maximum_driver_auc > maximum_auc or maximum_driver_auc <= 0.5
                then 'maximum_auc is above 0.95, or maximum_driver_auc above it or not above 0.5'
            when low_multiple > 1 or high_multiple < 1 then 'low_multiple is above 1, or high_multiple below 1'
        end as problem
    from {{ ref('flight_risk_policy') }}
),

days as (
    {{ policy_days([ref('flight_risk_driver')]) }}
),

bound as (
    {{ policy_on_date(ref('flight_risk_driver'), 'days', ['driver_id', 'calm_value', 'alarm_value', 'points']) }}
),

drivers as (
    select
        policy_date as valid_from,
        case
            when count(*) > 7 then 'there are more than seven drivers'
            when count_if(calm_value = alarm_value) > 0 then 'a driver has no way from its calm to its alarm value'
            when count_if(points < 0) > 0 or sum(points) = 0 then 'points are below 0, or there are none'
        end as problem
    from bound
    group by policy_date
),

problems as (
    select
        'flight_risk_policy' as policy,
        *
    from rules
    union all
    select
        'flight_risk_driver' as policy,
        *
    from drivers
)

select
    policy,
    policy || ' from ' || cast(valid_from as string) || ': ' || problem
    || '. Correct seeds/policy/' || policy || '.csv.' as sentence
from problems
where problem is not null
