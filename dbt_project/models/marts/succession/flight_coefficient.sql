-- What the regression over person-months weighs each term with (solvers/logistic.py), learned from the months before
-- the test year and from all of them.
with fits as (
    {{ flight_fits() }}
),

policy as (
    {{ group_policy(
        ref('flight_risk_policy'), ['ridge_penalty', 'first_knot_months', 'second_knot_months', 'third_knot_months']
    ) }}
),

hazards as (
    select
        family.fit,
        family.cell as job_family,
        cast(family.monthly_hazard as double) as family_hazard,
        cast(average.monthly_hazard as double) as average_hazard
    from {{ ref('flight_baseline') }} as family
    inner join {{ ref('flight_baseline') }} as average
        on family.fit = average.fit
    where family.method = 'job_family' and average.method = 'average'
),

-- People alike in a month are one row with their number: what is fitted stays small however many people there are.
counted as (
    select
        person.month_age,
        person.job_family,
        least(person.tenure_months, policy.third_knot_months) as tenure_months,
        {% for driver in flight_drivers() -%}
            person.{{ driver }}_step,
        {% endfor -%}
        count(*) as month_count,
        count_if(person.is_resigned) as resigned_count
    from {{ ref('flight_month') }} as person
    cross join policy
    where person.month_age > 0
    group by all
),

valued as (
    select
        fits.fit,
        policy.ridge_penalty,
        person.month_count,
        person.resigned_count,
        {{ flight_term_values() }}
    from counted as person
    inner join fits
        on person.month_age >= fits.first_month_age
    inner join hazards
        on
            fits.fit = hazards.fit
            and person.job_family = hazards.job_family
    cross join policy
),

alike as (
    select
        fit,
        max(ridge_penalty) as ridge_penalty,
        cast(sum(month_count) as double) as month_count,
        cast(sum(resigned_count) as double) as resigned_count,
        {{ flight_terms() | join(',\n        ') }}
    from valued
    group by
        fit,
        {{ flight_terms() | join(',\n        ') }}
),

fitted as (
    {{ fitted_logistic('alike', 'fit', 'month_count', 'resigned_count', flight_terms(), 'ridge_penalty') }}
),

terms as (
    select
        0 as term_number,
        'intercept' as term
    {%- for term in flight_terms() %}
        union all
        select
            {{ loop.index }} as term_number,
            '{{ term }}' as term
    {%- endfor %}
)

select
    fitted.fit,
    terms.term,
    case when terms.term like 'tenure_%' then 'tenure' else terms.term end as driver_id,
    cast(round(fitted.mean_value, 9) as decimal(18, 9)) as mean_value,
    cast(round(fitted.weight, 9) as decimal(18, 9)) as weight,
    cast(round(fitted.standard_error, 9) as decimal(18, 9)) as standard_error
from fitted
inner join terms
    on fitted.term_number = terms.term_number
