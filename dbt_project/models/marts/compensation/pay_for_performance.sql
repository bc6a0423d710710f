-- Does pay follow results? Asked of the recommended increments and of pay as it stands.
{%- set keys = ['company_id', 'cycle_id', 'scenario_id', 'scope_type', 'scope_id'] -%}
{%- set key_list = keys | join(', ') -%}
{#- What one row says; a branch fills what it has. -#}
{%- set columns = {
    'company_id': 'string', 'cycle_id': 'string', 'scenario_id': 'string', 'scope_type': 'string',
    'scope_id': 'string', 'measure': 'string', 'variant': 'string', 'value': 'double', 'standard_error': 'double',
    'r_squared': 'double', 'n': 'bigint', 'smallest_count': 'bigint',
} -%}
{%- set same_keys = {} -%}
{%- for key in keys -%}{%- do same_keys.update({key: key}) -%}{%- endfor %}
with increments as (
    select * from {{ ref('increment_recommendation') }}
),

positions as (
    select * from {{ ref('pay_position') }}
),

population as (
    select * from {{ ref('compensation_population') }}
),

grades as (
    select
        grade_key,
        grade_id
    from {{ ref('dim_grade') }}
),

units as (
    select
        org_unit_key,
        division_name
    from {{ ref('dim_org_unit') }}
),

disclosure as (
    {{ disclosure_policy_in_force() }}
),

-- Everybody in the cycle, in the company's currency; judged is whoever could have had an increment.
people as (
    select
        increments.company_id,
        increments.cycle_id,
        increments.scenario_id,
        increments.person_key,
        population.manager_person_key,
        increments.org_unit_key,
        grades.grade_id,
        units.division_name,
        population.service_months,
        positions.company_annual_fte_base_amount as full_time_amount,
        {{ at_rate('increments.base_amount', 'positions.company_rate') }} as base_amount,
        {{ at_rate('increments.increment_amount', 'positions.company_rate') }} as increment_amount,
        {{ at_rate('positions.employer_part_amount', 'positions.company_rate') }} as employer_part_amount,
        increments.status in ('recommended', 'no_increase') as is_judged,
        cast(increments.rating_value as double) as rating_value,
        increments.rating_band,
        cast(cast(increments.increment_ratio as decimal(9, 4)) as double) as increment_ratio
    from increments
    inner join positions
        on
            increments.company_id = positions.company_id
            and increments.person_key = positions.person_key
            and increments.decision_date = positions.decision_date
    inner join population
        on
            increments.company_id = population.company_id
            and increments.cycle_id = population.cycle_id
            and increments.person_key = population.person_key
    left join grades
        on increments.grade_key = grades.grade_key
    left join units
        on increments.org_unit_key = units.org_unit_key
),

-- All divisions together leave out who heads the company above them: whole and parts hold the same people.
scoped as (
    {% for scope_type, (scope_id, needs) in {
        'company': ('company_id', 'company_id'),
        'divisions': ('company_id', 'division_name'),
        'division': ('division_name', 'division_name'),
        'unit': ('org_unit_key', 'org_unit_key'),
        'grade': ('grade_id', 'grade_id'),
    }.items() -%}
        select
            *,
            '{{ scope_type }}' as scope_type,
            {{ scope_id }} as scope_id
        from people
        where {{ needs }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

judged as (
    select * from scoped
    where is_judged and rating_band is not null and increment_ratio is not null
),

-- Slope: parts of base pay for one point of the rating, by least squares.
moments as (
    select
        {{ key_list }},
        count(*) as n,
        var_pop(rating_value) * count(*) as rating_squares,
        var_pop(increment_ratio) * count(*) as ratio_squares,
        covar_pop(rating_value, increment_ratio) * count(*) as products
    from judged
    group by {{ key_list }}
),

slopes as (
    select
        *,
        case when rating_squares > 0 then products / nullif(rating_squares, 0) end as slope,
        case
            when n > 2 and rating_squares > 0
                then sqrt(
                    greatest(ratio_squares - products * products / nullif(rating_squares, 0), 0)
                    / nullif(n - 2, 0) / nullif(rating_squares, 0)
                )
        end as slope_error,
        case
            when rating_squares > 0
                then products * products / nullif(rating_squares, 0) / nullif(ratio_squares, 0)
        end as r_squared
    from moments
),

bands as (
    select
        {{ key_list }},
        rating_band,
        count(*) as n,
        avg(increment_ratio) as mean_ratio,
        stddev_samp(increment_ratio) as ratio_deviation,
        sum(increment_amount) as increment_amount
    from judged
    group by {{ key_list }}, rating_band
),

band_orders as (
    select
        *,
        row_number() over (partition by {{ key_list }} order by rating_band desc) as from_top,
        sum(n) over (partition by {{ key_list }} order by rating_band rows between unbounded preceding and current row)
        - n as below_count,
        sum(n) over (partition by {{ key_list }}) as everybody,
        sum(increment_amount) over (partition by {{ key_list }}) as whole_amount
    from bands
),

placed_bands as (
    select
        *,
        from_top > 1 and 2 * below_count < everybody and 2 * (below_count + n) >= everybody
        or from_top = 2 and 2 * (below_count + n) < everybody as is_middle
    from band_orders
),

-- The top band is the highest with anybody in it; the middle one that of the person in the middle, or where that is the
-- top band too, the one below it.
ends as (
    select
        {{ key_list }},
        max(case when from_top = 1 then n end) as top_count,
        max(case when from_top = 1 then mean_ratio end) as top_ratio,
        max(case when from_top = 1 then increment_amount end) as top_amount,
        max(whole_amount) as whole_amount,
        max(case when is_middle then n end) as middle_count,
        max(case when is_middle then mean_ratio end) as middle_ratio,
        max(everybody) as everybody,
        count(*) as band_count
    from placed_bands
    group by {{ key_list }}
),

-- Pairs in which the higher rated gets less. Counted over a grid of increments (to a hundredth of a per cent) and
-- bands, never pair by pair.
grid as (
    select
        steps.*,
        band_orders.rating_band,
        coalesce(counts.n, 0) as n
    from (select distinct {{ key_list }}, increment_ratio from judged) as steps
    inner join band_orders
        on {{ same('steps', 'band_orders', keys) }}
    left join (
        select
            {{ key_list }},
            increment_ratio,
            rating_band,
            count(*) as n
        from judged
        group by {{ key_list }}, increment_ratio, rating_band
    ) as counts
        on
            {{ same('steps', 'counts', keys) }}
            and steps.increment_ratio = counts.increment_ratio
            and band_orders.rating_band = counts.rating_band
),

crossed as (
    select
        *,
        -- People of this band who get less than this step, times people of lower bands who get it.
        coalesce(sum(n) over (
            partition by {{ key_list }}, rating_band order by increment_ratio
            rows between unbounded preceding and 1 preceding
        ), 0)
        * coalesce(sum(n) over (
            partition by {{ key_list }}, increment_ratio order by rating_band
            rows between unbounded preceding and 1 preceding
        ), 0) as crossed_pairs
    from grid
),

wrong_orders as (
    select
        {{ key_list }},
        sum(crossed_pairs) as crossed_pairs
    from crossed
    group by {{ key_list }}
),

sizes as (
    select
        {{ key_list }},
        max(everybody) as everybody,
        sum(n * n) as band_squares
    from band_orders
    group by {{ key_list }}
),

pairs as (
    select
        {{ columns_of('sizes', keys) }},
        wrong_orders.crossed_pairs,
        (sizes.everybody * sizes.everybody - sizes.band_squares) / 2 as pair_count,
        sizes.everybody
    from sizes
    inner join wrong_orders
        on {{ same('sizes', 'wrong_orders', keys) }}
),

-- Newcomers: under two years of service.
tenures as (
    select
        {{ key_list }},
        count_if(service_months < 24 and full_time_amount > 0) as newcomer_count,
        count_if(service_months >= 24 and full_time_amount > 0) as incumbent_count,
        avg(case when service_months < 24 then cast(full_time_amount as double) end) as newcomer_amount,
        avg(case when service_months >= 24 then cast(full_time_amount as double) end) as incumbent_amount
    from scoped
    where scope_type = 'grade'
    group by {{ key_list }}
),

lines as (
    select
        {{ columns_of('reports', keys) }},
        count(*) as line_count,
        count(distinct reports.manager_person_key) as manager_count,
        count_if(reports.full_time_amount >= managers.full_time_amount) as compressed_count
    from scoped as reports
    inner join people as managers
        on
            reports.manager_person_key = managers.person_key
            and reports.company_id = managers.company_id
            and reports.cycle_id = managers.cycle_id
            and reports.scenario_id = managers.scenario_id
    where
        reports.scope_type in ('company', 'divisions', 'division')
        and reports.full_time_amount > 0
        and managers.full_time_amount > 0
    group by {{ columns_of('reports', keys) }}
),

costs as (
    select
        {{ key_list }},
        count_if(base_amount > 0) as n,
        sum(base_amount) as base_amount,
        sum(coalesce(increment_amount, 0)) as increment_amount,
        -- What the employer pays beside pay rises with it. Told only where it is known of everybody who is paid.
        count_if(base_amount > 0 and employer_part_amount is null) as unknown_part_count,
        sum(cast(base_amount as double) + cast(employer_part_amount as double)) as labour_before,
        sum(
            (cast(base_amount as double) + cast(employer_part_amount as double))
            * (1 + cast(coalesce(increment_amount, 0) as double) / nullif(cast(base_amount as double), 0))
        ) as labour_after
    from scoped
    group by {{ key_list }}
),

{% set branches = [
    ('slopes', '', 'slope', "'rating_point'", 'slope', 'n', 'n', {
        'standard_error': 'slope_error', 'r_squared': 'r_squared'
    }),
    ('bands', '', 'mean_increment', "'band_' || rating_band", 'mean_ratio', 'n', 'n', {
        'standard_error': 'ratio_deviation / nullif(sqrt(n), 0)'
    }),
    ('ends', 'band_count > 1', 'differentiation', "'top_over_middle'", 'top_ratio / nullif(middle_ratio, 0)',
        'top_count + middle_count', 'least(top_count, middle_count)', {}),
    ('ends', 'band_count > 1', 'top_share', "'increment_amount'",
        'cast(top_amount as double) / nullif(cast(whole_amount as double), 0)', 'everybody', 'top_count', {}),
    ('pairs', '', 'overlap', "'pairs_in_wrong_order'",
        'cast(crossed_pairs as double) / nullif(cast(pair_count as double), 0)', 'everybody', 'everybody', {}),
    ('tenures', '', 'compression', "'newcomer_over_incumbent'", 'newcomer_amount / nullif(incumbent_amount, 0)',
        'newcomer_count + incumbent_count', 'least(newcomer_count, incumbent_count)', {}),
    ('lines', '', 'compression', "'reports_paid_as_their_manager'",
        'cast(compressed_count as double) / nullif(line_count, 0)', 'line_count', 'least(line_count, manager_count)',
        {}),
    ('costs', '', 'cost_of_labour', "'rise'",
        'cast(increment_amount as double) / nullif(cast(base_amount as double), 0)', 'n', 'n', {}),
    ('costs', '', 'cost_of_labour', "'base_before'", 'cast(base_amount as double)', 'n', 'n', {}),
    ('costs', '', 'cost_of_labour', "'base_after'", 'cast(base_amount + increment_amount as double)', 'n', 'n', {}),
    ('costs', '', 'cost_of_labour', "'with_employer_part_before'",
        'case when unknown_part_count = 0 then labour_before end', 'n', 'n', {}),
    ('costs', '', 'cost_of_labour', "'with_employer_part_after'",
        'case when unknown_part_count = 0 then labour_after end', 'n', 'n', {}),
] -%}
measured as (
    {% for relation, needs, measure, variant, value, n, smallest, more in branches -%}
        select
            {{ filled_columns(columns, dict(
                same_keys, measure="'" ~ measure ~ "'", variant=variant, value=value, n=n, smallest_count=smallest,
                **more
            )) }}
        from {{ relation }}
        {% if needs -%}
            where {{ needs }}
        {% endif -%}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

shown as (
    select
        measured.*,
        case
            when measured.smallest_count < disclosure.minimum_group then 'too_few_people'
            when measured.value is null and measured.variant like 'with_employer_part%' then 'no_employer_part'
            when measured.value is null then 'nothing_to_compare'
        end as withheld_reason
    from measured
    cross join disclosure
)

select
    {{ key_list }},
    measure,
    variant,
    -- Engines sum in another order: a half at the seventh place is made the same half before it is rounded.
    cast(round(case when withheld_reason is null then value end, 9) as decimal(24, 6)) as value,
    cast(round(case when withheld_reason is null then standard_error end, 9) as decimal(18, 6)) as standard_error,
    cast(
        round(case when withheld_reason is null then value - 1.96 * standard_error end, 9) as decimal(18, 6)
    ) as lower_value,
    cast(
        round(case when withheld_reason is null then value + 1.96 * standard_error end, 9) as decimal(18, 6)
    ) as upper_value,
    cast(round(case when withheld_reason is null then r_squared end, 9) as decimal(18, 6)) as r_squared,
    cast(n as bigint) as n,
    withheld_reason
from shown
