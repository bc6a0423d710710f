with population as (
    select * from {{ ref('compensation_population') }}
),

positions as (
    select * from {{ ref('pay_position') }}
),

pay as (
    select * from {{ ref('fct_pay') }}
),

bases as (
    select * from {{ ref('canonical__comp_base') }}
),

decided_ratings as (
    select * from {{ ref('rating_at_decision') }}
),

reviews as (
    select
        *,
        {{ surrogate_key(['source_system', 'source_id', 'rating_type']) }} as rating_key
    from {{ ref('canonical__review') }}
),

potentials as (
    select * from {{ ref('canonical__talent_rating') }}
),

links as (
    select * from {{ ref('canonical__identity_link') }}
),

employments as (
    select * from {{ ref('canonical__employment') }}
    where not is_rescinded
),

assignments as (
    select * from {{ ref('canonical__assignment') }}
),

grades as (
    select * from {{ ref('dim_grade') }}
),

ranges as (
    select * from {{ ref('canonical__pay_range') }}
),

rates as (
    select * from {{ ref('canonical__exchange_rate') }}
),

budgets as (
    select * from {{ ref('canonical__comp_budget') }}
),

org_units as (
    select * from {{ ref('canonical__org_unit') }}
),

holders as (
    select * from {{ ref('compensation_candidate') }}
    where scenario_id = 'base'
),

promotions as (
    select * from {{ ref('increment_recommendation') }}
    where scenario_id = 'base' and is_promoted
),

base_pay as (
    select
        population.company_id,
        population.cycle_id,
        population.person_key,
        1 as input_sequence,
        'base_pay' as input_name,
        pay.currency || ' ' || cast(pay.annual_base_amount as string) as input_value,
        pay.valid_from as input_date,
        bases.source_system,
        {{ source_table('bases.source_system', 'comp_bases', {'frappe_hr': 'salary_structure_assignments'}) }}
            as source_table,
        bases.source_id,
        bases.known_from
    from population
    inner join pay
        on
            population.person_key = pay.person_key
            and population.company_id = pay.company_id
            and population.decision_date >= pay.valid_from
            and population.decision_date < {{ until('pay.valid_to') }}
    inner join bases
        on
            pay.employment_key = bases.employment_key
            and pay.source_document = bases.source_id
            and pay.valid_from = bases.valid_from
),

grade as (
    select
        population.company_id,
        population.cycle_id,
        population.person_key,
        2 as input_sequence,
        'grade' as input_name,
        assignments.grade_id as input_value,
        population.grade_since_date as input_date,
        assignments.source_system,
        {{ source_table('assignments.source_system', 'assignments', {'frappe_hr': 'employees'}) }} as source_table,
        assignments.source_id,
        -- Frappe HR's ranges are walked back from the employee's record, which is the row that is named.
        case
            when {{ is_contract('assignments.source_system') }} then assignments.known_from
            else employments.known_from
        end
            as known_from
    from population
    inner join employments
        on population.person_key = employments.person_key
    inner join assignments
        on
            employments.employment_key = assignments.employment_key
            and population.company_id = assignments.company_id
            and population.decision_date >= assignments.valid_from
            and population.decision_date < {{ until('assignments.valid_to') }}
    where assignments.grade_id is not null
),

-- Merit follows a promotion, so two ranges count for whoever is promoted.
grades_paid as (
    select
        company_id,
        cycle_id,
        person_key,
        decision_date,
        grade_key,
        3 as input_sequence,
        'pay_range' as input_name
    from population
    union all
    select
        company_id,
        cycle_id,
        person_key,
        decision_date,
        merit_grade_key as grade_key,
        4 as input_sequence,
        'next_pay_range' as input_name
    from promotions
),

pay_range as (
    select
        grades_paid.company_id,
        grades_paid.cycle_id,
        grades_paid.person_key,
        grades_paid.input_sequence,
        grades_paid.input_name,
        ranges.currency || ' ' || cast(ranges.minimum_amount as string) || ' to '
        || cast(ranges.maximum_amount as string) as input_value,
        ranges.valid_from as input_date,
        ranges.source_system,
        {{ source_table('ranges.source_system', 'pay_ranges') }} as source_table,
        ranges.company_id || '/' || ranges.grade_id || '/' || cast(ranges.valid_from as string) as source_id,
        ranges.known_from
    from grades_paid
    inner join positions
        on
            grades_paid.company_id = positions.company_id
            and grades_paid.person_key = positions.person_key
            and grades_paid.decision_date = positions.decision_date
    inner join grades
        on grades_paid.grade_key = grades.grade_key
    inner join ranges
        on
            grades_paid.company_id = ranges.company_id
            and grades.grade_id = ranges.grade_id
            and positions.range_currency = ranges.currency
            and grades_paid.decision_date >= ranges.valid_from
            and grades_paid.decision_date < {{ until('ranges.valid_to') }}
),

-- A range in another currency than pay's rests on a rate, delivered one way round or the other.
ranked_rates as (
    select
        population.company_id,
        population.cycle_id,
        population.person_key,
        rates.from_currency,
        rates.to_currency,
        rates.rate,
        rates.valid_from,
        rates.source_system,
        rates.known_from,
        row_number() over (
            partition by population.company_id, population.cycle_id, population.person_key
            order by case when rates.from_currency = positions.range_currency then 0 else 1 end
        ) as choice
    from population
    inner join positions
        on
            population.company_id = positions.company_id
            and population.person_key = positions.person_key
            and population.decision_date = positions.decision_date
    inner join rates
        on
            least(rates.from_currency, rates.to_currency) = least(positions.range_currency, positions.currency)
            and greatest(rates.from_currency, rates.to_currency)
            = greatest(positions.range_currency, positions.currency)
            and population.decision_date >= rates.valid_from
            and population.decision_date < {{ until('rates.valid_to') }}
    where positions.range_currency <> positions.currency
),

exchange_rate as (
    select
        company_id,
        cycle_id,
        person_key,
        5 as input_sequence,
        'exchange_rate' as input_name,
        from_currency || ' 1 = ' || to_currency || ' ' || cast(rate as string) as input_value,
        valid_from as input_date,
        source_system,
        {{ source_table('source_system', 'exchange_rates') }} as source_table,
        from_currency || '/' || to_currency || '/' || cast(valid_from as string) as source_id,
        known_from
    from ranked_rates
    where choice = 1
),

rating as (
    select
        decided_ratings.company_id,
        decided_ratings.cycle_id,
        decided_ratings.person_key,
        10 + decided_ratings.recency_rank as input_sequence,
        'rating' as input_name,
        cast(cast(decided_ratings.rating_value as decimal(9, 2)) as string) || ' in ' || decided_ratings.review_cycle_id
            as input_value,
        decided_ratings.cycle_end_date as input_date,
        reviews.source_system,
        {{ source_table('reviews.source_system', 'reviews', {'frappe_hr': 'appraisals'}) }} as source_table,
        reviews.source_id,
        reviews.known_from
    from decided_ratings
    inner join reviews
        on decided_ratings.rating_key = reviews.rating_key
),

ranked_potentials as (
    select
        population.company_id,
        population.cycle_id,
        population.person_key,
        potentials.potential_value,
        potentials.assessed_date,
        potentials.source_system,
        potentials.person_source_id,
        potentials.known_from,
        row_number() over (
            partition by population.company_id, population.cycle_id, population.person_key
            order by potentials.assessed_date desc
        ) as recency_rank
    from population
    inner join links
        on population.person_key = links.person_key
    inner join potentials
        on
            links.source_system = potentials.source_system
            and links.source_id = potentials.person_source_id
            and population.decision_date >= potentials.assessed_date
    where potentials.potential_value is not null
),

potential as (
    select
        company_id,
        cycle_id,
        person_key,
        20 as input_sequence,
        'potential' as input_name,
        cast(cast(potential_value as decimal(9, 2)) as string) as input_value,
        assessed_date as input_date,
        source_system,
        {{ source_table('source_system', 'talent_ratings') }} as source_table,
        person_source_id || '/' || cast(assessed_date as string) as source_id,
        known_from
    from ranked_potentials
    where recency_rank = 1
),

hire_date as (
    select
        population.company_id,
        population.cycle_id,
        population.person_key,
        21 as input_sequence,
        'hire_date' as input_name,
        cast(employments.start_date as string) as input_value,
        employments.start_date as input_date,
        employments.source_system,
        {{ source_table('employments.source_system', 'employments', {'frappe_hr': 'employees'}) }} as source_table,
        employments.source_id,
        employments.known_from
    from population
    inner join employments
        on
            population.person_key = employments.person_key
            and population.service_start_date = employments.start_date
),

-- The budgets that somebody's amounts come out of, by the unit that holds each.
held_budgets as (
    {%- for purpose, holder in [
        ('promotion', 'promotion_holder_org_unit_key'),
        ('merit', 'holder_org_unit_key'),
        ('lump_sum', 'lump_sum_holder_org_unit_key'),
        ('bonus', 'bonus_holder_org_unit_key'),
    ] %}
        select
            company_id,
            cycle_id,
            person_key,
            {{ 30 + loop.index }} as input_sequence,
            '{{ purpose }}' as purpose,
            {{ holder }} as org_unit_key
        from holders
        where {{ holder }} is not null
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

budget as (
    select
        held_budgets.company_id,
        held_budgets.cycle_id,
        held_budgets.person_key,
        held_budgets.input_sequence,
        held_budgets.purpose || '_budget' as input_name,
        budgets.currency || ' ' || cast(budgets.amount as string) as input_value,
        budgets.decision_date as input_date,
        budgets.source_system,
        {{ source_table('budgets.source_system', 'comp_budgets') }} as source_table,
        budgets.company_id || '/' || budgets.cycle_id || '/' || budgets.holder_org_unit_id || '/' || budgets.purpose
            as source_id,
        budgets.known_from
    from held_budgets
    inner join org_units
        on held_budgets.org_unit_key = org_units.org_unit_key
    inner join budgets
        on
            held_budgets.company_id = budgets.company_id
            and held_budgets.cycle_id = budgets.cycle_id
            and org_units.org_unit_id = budgets.holder_org_unit_id
            and held_budgets.purpose = budgets.purpose
),

sources as (
    {%- for input in [
        'base_pay', 'grade', 'pay_range', 'exchange_rate', 'rating', 'potential', 'hire_date', 'budget'
    ] %}
        select * from {{ input }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
)

select
    company_id,
    cycle_id,
    person_key,
    cast(input_sequence as int) as input_sequence,
    input_name,
    input_value,
    input_date,
    source_system,
    source_table,
    source_id,
    known_from
from sources
