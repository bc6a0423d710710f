-- What each method says of everybody: a year ago, of those who were there then, beside what they did since; and today.
with fits as (
    {{ flight_fits() }}
),

policy as (
    {{ group_policy(
        ref('flight_risk_policy'),
        ['first_knot_months', 'second_knot_months', 'third_knot_months', 'test_months']
    ) }}
),

points as (
    select
        {%- for driver in flight_drivers() %}
            max(case when driver_id = '{{ driver }}' then points end) as {{ driver }},
        {%- endfor %}
        count(*) as driver_count
    from ({{ group_policy(ref('flight_risk_driver'), ['driver_id', 'points']) }}) as stated
),

people as (
    select
        fits.fit,
        person.*
    from {{ ref('flight_month') }} as person
    inner join fits
        on person.month_age = fits.scored_month_age
),

-- Whoever neither resigned nor was there in every month of the test year was not seen to the end.
outcomes as (
    select
        person.person_key,
        max(case when person.is_resigned then 1 else 0 end) = 1 as has_resigned,
        count(*) as month_count
    from {{ ref('flight_month') }} as person
    cross join policy
    where person.month_age between 1 and policy.test_months
    group by person.person_key
),

cells as (
    select
        *,
        cast(monthly_hazard as double) as hazard
    from {{ ref('flight_baseline') }}
),

averages as (
    select
        fit,
        hazard as average_hazard
    from cells
    where method = 'average'
),

families as (
    select
        fit,
        cell,
        hazard as family_hazard
    from cells
    where method = 'job_family'
),

valued as (
    select
        person.fit,
        person.person_key,
        {{ flight_term_values() }}
    from people as person
    cross join policy
    left join averages
        on person.fit = averages.fit
    left join families
        on
            person.fit = families.fit
            and person.job_family = families.cell
),

terms as (
    {%- for term in flight_terms() %}
        select
            fit,
            person_key,
            '{{ term }}' as term,
            {{ term }} as term_value
        from valued
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- What is not known counts as average.
weighed as (
    select
        terms.fit,
        terms.person_key,
        weights.driver_id,
        sum(
            cast(
                round(
                    cast(weights.weight as double)
                    * (coalesce(terms.term_value, cast(weights.mean_value as double)) - weights.mean_value), 9
                ) as decimal(18, 6)
            )
        ) as contribution
    from terms
    inner join {{ ref('flight_coefficient') }} as weights
        on
            terms.fit = weights.fit
            and terms.term = weights.term
    group by terms.fit, terms.person_key, weights.driver_id
),

summed as (
    select
        fit,
        person_key,
        {%- for driver in flight_drivers() + ['job_family'] %}
            sum(case when driver_id = '{{ driver }}' then contribution end) as {{ driver }},
        {%- endfor %}
        sum(contribution) as contribution
    from weighed
    group by fit, person_key
),

modelled as (
    select
        summed.*,
        1 / nullif(1 + exp(-(cast(intercepts.weight as double) + cast(summed.contribution as double))), 0) as hazard
    from summed
    inner join {{ ref('flight_coefficient') }} as intercepts
        on summed.fit = intercepts.fit
    where intercepts.term = 'intercept'
),

scored as (
    {%- for method, cell in {
        'average': "'everybody'",
        'life_table': "people.tenure_band || ', ' || people.job_family",
        'points': 'cast(people.risk_points as string)',
    }.items() %}
        select
            people.fit,
            people.person_key,
            '{{ method }}' as method,
            {{ cell }} as cell,
            -- A cell that nobody was in before is that of everybody.
            coalesce(cells.hazard, averages.average_hazard) as hazard
        from people
        inner join averages
            on people.fit = averages.fit
        left join cells
            on
                people.fit = cells.fit
                and cells.method = '{{ method }}'
                and cells.cell = {{ cell }}
        union all
    {%- endfor %}
    select
        fit,
        person_key,
        'model' as method,
        cast(null as string) as cell,
        hazard
    from modelled
)

select
    scored.fit,
    scored.method,
    people.company_id,
    scored.person_key,
    people.org_unit_key,
    people.job_family,
    scored.cell,
    {% for driver in flight_drivers() + ['job_family'] -%}
        cast(
            {%- if driver == 'job_family' %}
                case when scored.method = 'model' then modelled.{{ driver }} end
            {%- else %}
                case
                    when scored.method = 'model' then modelled.{{ driver }}
                    when scored.method = 'points' then people.{{ driver }}_step * points.{{ driver }} / 10.0
                end
            {%- endif %} as decimal(18, 6)
        ) as {{ driver }}_contribution,
    {% endfor -%}
    cast(round(scored.hazard, 9) as decimal(18, 9)) as monthly_hazard,
    cast(round(1 - power(1 - scored.hazard, 12), 9) as decimal(18, 6)) as year_probability,
    case
        when scored.fit = 'validation' and (outcomes.has_resigned or outcomes.month_count = policy.test_months)
            then outcomes.has_resigned
    end as has_resigned
from scored
inner join people
    on
        scored.fit = people.fit
        and scored.person_key = people.person_key
cross join policy
cross join points
left join modelled
    on
        scored.fit = modelled.fit
        and scored.person_key = modelled.person_key
left join outcomes
    on scored.person_key = outcomes.person_key
