-- What became of succession: fills from inside, the hit rate of plans, time to fill, and high potentials against people
-- like them. Of every company and of all together ('*'). Too few to say is withheld.
{%- set shares = [
    ('internal_fill', 'is_internal', 'filled_date is not null'),
    ('plan_hit_rate', 'is_named_before', 'filled_date is not null and is_planned'),
] -%}
{%- set comparisons = [('high_potential_retention', 'is_retained'), ('high_potential_progress', 'is_promoted')] %}
with policy as (
    {{ group_policy(ref('kpi_policy'), ['fewest_for_trend']) }}
),

scopes as (
    select
        company_id as scope_id,
        company_id
    from {{ ref('dim_company') }}
    union all
    select
        '*' as scope_id,
        company_id
    from {{ ref('dim_company') }}
),

vacancies as (
    select
        scopes.scope_id,
        vacancies.*
    from scopes
    inner join {{ ref('succession_vacancy') }} as vacancies
        on scopes.company_id = vacancies.company_id
),

matches as (
    select
        scopes.scope_id,
        matches.*
    from scopes
    inner join {{ ref('high_potential_match') }} as matches
        on scopes.company_id = matches.company_id
    where matches.is_matched
),

shares as (
    {% for outcome_id, hit, counted in shares -%}
        select
            scope_ids.scope_id,
            '{{ outcome_id }}' as outcome_id,
            cast(coalesce(count_if(vacancies.{{ hit }} and vacancies.{{ counted }}), 0) as bigint) as numerator,
            cast(coalesce(count_if(vacancies.{{ counted }}), 0) as bigint) as n
        from (select distinct scope_id from scopes) as scope_ids
        left join vacancies
            on scope_ids.scope_id = vacancies.scope_id
        group by scope_ids.scope_id
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

share_values as (
    select
        *,
        numerator / nullif(cast(n as double), 0) as share_value
    from shares
),

-- Kaplan and Meier: a seat that is still empty counts as long as it has been.
lasting as (
    select
        scope_id,
        days_vacant,
        count_if(filled_date is not null) as filled_count,
        count(*) as vacancy_count
    from vacancies
    group by scope_id, days_vacant
),

at_risk as (
    select
        *,
        sum(vacancy_count) over (
            partition by scope_id order by days_vacant desc rows between unbounded preceding and current row
        ) as risk_count
    from lasting
),

-- After a day on which all that were left are filled nobody is left: told apart, since its logarithm is not there.
still_empty as (
    select
        scope_id,
        days_vacant,
        case
            when min(risk_count - filled_count) over later = 0 then 0e0
            else
                exp(
                    sum(
                        case
                            when risk_count > filled_count
                                then
                                    ln(
                                        cast(risk_count - filled_count as double)
                                        / nullif(cast(risk_count as double), 0)
                                    )
                            else 0e0
                        end
                    ) over later
                )
        end as empty_ratio
    from at_risk
    window later as (partition by scope_id order by days_vacant rows between unbounded preceding and current row)
),

times as (
    select
        scope_ids.scope_id,
        'time_to_fill' as outcome_id,
        coalesce(counted.numerator, 0) as numerator,
        coalesce(counted.n, 0) as n,
        halves.days_vacant as median_days
    from (select distinct scope_id from scopes) as scope_ids
    left join (
        select
            scope_id,
            cast(count_if(filled_date is not null) as bigint) as numerator,
            cast(count(*) as bigint) as n
        from vacancies
        group by scope_id
    ) as counted
        on scope_ids.scope_id = counted.scope_id
    left join (
        select
            scope_id,
            min(days_vacant) as days_vacant
        from still_empty
        where empty_ratio <= 0.5 + 1e-9
        group by scope_id
    ) as halves
        on scope_ids.scope_id = halves.scope_id
),

-- Others stand for as many people as their weights are worth.
sides as (
    {% for outcome_id, hit in comparisons -%}
        select
            scope_ids.scope_id,
            '{{ outcome_id }}' as outcome_id,
            cast(coalesce(count_if(matches.is_high_potential and matches.{{ hit }}), 0) as bigint) as numerator,
            cast(coalesce(count_if(matches.is_high_potential), 0) as bigint) as n,
            cast(count_if(not matches.is_high_potential) as bigint) as other_count,
            sum(case when not matches.is_high_potential then matches.match_weight end) as weight_sum,
            sum(case when not matches.is_high_potential then matches.match_weight * matches.match_weight end)
                as weight_squares,
            sum(case when not matches.is_high_potential and matches.{{ hit }} then matches.match_weight else 0 end)
                as hit_weight
        from (select distinct scope_id from scopes) as scope_ids
        left join matches
            on scope_ids.scope_id = matches.scope_id
        group by scope_ids.scope_id
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

rates as (
    select
        *,
        numerator / nullif(cast(n as double), 0) as high_rate,
        cast(hit_weight as double) / nullif(cast(weight_sum as double), 0) as other_rate,
        cast(weight_sum as double) * cast(weight_sum as double) / nullif(cast(weight_squares as double), 0)
            as other_size
    from sides
),

-- Newcombe's interval of a difference, from the arms of the two.
arms as (
    select
        *,
        high_rate - {{ wilson_bound('high_rate', 'cast(n as double)', '-') }} as high_low_arm,
        {{ wilson_bound('high_rate', 'cast(n as double)', '+') }} - high_rate as high_high_arm,
        other_rate - {{ wilson_bound('other_rate', 'other_size', '-') }} as other_low_arm,
        {{ wilson_bound('other_rate', 'other_size', '+') }} - other_rate as other_high_arm
    from rates
),

figures as (
    select
        share_values.scope_id,
        share_values.outcome_id,
        share_values.numerator,
        share_values.n,
        share_values.share_value as value,
        cast(null as double) as group_value,
        cast(null as double) as reference_value,
        {{ wilson_bound('share_value', 'cast(n as double)', '-') }} as lower_value,
        {{ wilson_bound('share_value', 'cast(n as double)', '+') }} as upper_value,
        case when share_values.n < policy.fewest_for_trend then 'too_few_vacancies' end as withheld_reason
    from share_values
    cross join policy
    union all
    select
        times.scope_id,
        times.outcome_id,
        times.numerator,
        times.n,
        cast(times.median_days as double) as value,
        cast(null as double) as group_value,
        cast(null as double) as reference_value,
        cast(null as double) as lower_value,
        cast(null as double) as upper_value,
        case
            when times.n < policy.fewest_for_trend then 'too_few_vacancies'
            when times.median_days is null then 'half_are_still_open'
        end as withheld_reason
    from times
    cross join policy
    union all
    select
        arms.scope_id,
        arms.outcome_id,
        arms.numerator,
        arms.n,
        arms.high_rate - arms.other_rate as value,
        arms.high_rate as group_value,
        arms.other_rate as reference_value,
        arms.high_rate - arms.other_rate
        - sqrt(arms.high_low_arm * arms.high_low_arm + arms.other_high_arm * arms.other_high_arm) as lower_value,
        arms.high_rate - arms.other_rate
        + sqrt(arms.high_high_arm * arms.high_high_arm + arms.other_low_arm * arms.other_low_arm) as upper_value,
        case
            when arms.n < policy.fewest_for_trend or coalesce(arms.other_size < policy.fewest_for_trend, true)
                then 'too_few_alike'
        end as withheld_reason
    from arms
    cross join policy
)

select
    scope_id as company_id,
    outcome_id,
    numerator,
    n,
    {% for column in ['value', 'group_value', 'reference_value', 'lower_value', 'upper_value'] -%}
        case when withheld_reason is null then cast(round({{ column }}, 9) as decimal(18, 6)) end as {{ column }},
    {% endfor -%}
    withheld_reason
from figures
