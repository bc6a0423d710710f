-- Does pay follow results? Asked of the recommended increments and of pay as it stands.
{%- set keys = ['company_id', 'cycle_id', 'scenario_id', 'scope_type', 'scope_id'] -%}
{%- set key_list = keys | join(', ') %}
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
        grades.grade_id,
        units.division_name,
        population.service_months,
        positions.company_annual_fte_base_amount as full_time_amount,
        cast(increments.base_amount * positions.company_rate as decimal(18, 2)) as base_amount,
        cast(increments.increment_amount * positions.company_rate as decimal(18, 2)) as increment_amount,
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

scoped as (
    {% for scope_type, scope_id in {
        'company': 'company_id', 'division': 'division_name', 'grade': 'grade_id'
    }.items() -%}
        select
            *,
            '{{ scope_type }}' as scope_type,
            {{ scope_id }} as scope_id
        from people
        where {{ scope_id }} is not null
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

pairs as (
    select
        {{ key_list }},
        (max(everybody) * max(everybody) - sum(n * n)) / 2 as pair_count
    from band_orders
    group by {{ key_list }}
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
        reports.scope_type in ('company', 'division')
        and reports.full_time_amount > 0
        and managers.full_time_amount > 0
    group by {{ columns_of('reports', keys) }}
),

costs as (
    select
        {{ key_list }},
        count_if(base_amount > 0) as n,
        sum(base_amount) as base_amount,
        sum(coalesce(increment_amount, 0)) as increment_amount
    from scoped
    group by {{ key_list }}
),

measured as (
    select
        {{ key_list }},
        'slope' as measure,
        'rating_point' as variant,
        slope as value,
        slope_error as standard_error,
        r_squared,
        n,
        n as smallest_count
    from slopes

    union all

    select
        {{ key_list }},
        'mean_increment' as measure,
        'band_' || rating_band as variant,
        mean_ratio as value,
        ratio_deviation / nullif(sqrt(n), 0) as standard_error,
        cast(null as double) as r_squared,
        n,
        n as smallest_count
    from bands

    union all

    select
        {{ key_list }},
        'differentiation' as measure,
        'top_over_middle' as variant,
        top_ratio / nullif(middle_ratio, 0) as value,
        cast(null as double) as standard_error,
        cast(null as double) as r_squared,
        top_count + middle_count as n,
        least(top_count, middle_count) as smallest_count
    from ends
    where band_count > 1

    union all

    select
        {{ key_list }},
        'top_share' as measure,
        'increment_amount' as variant,
        cast(top_amount as double) / nullif(cast(whole_amount as double), 0) as value,
        cast(null as double) as standard_error,
        cast(null as double) as r_squared,
        everybody as n,
        top_count as smallest_count
    from ends
    where band_count > 1

    union all

    select
        wrong_orders.company_id,
        wrong_orders.cycle_id,
        wrong_orders.scenario_id,
        wrong_orders.scope_type,
        wrong_orders.scope_id,
        'overlap' as measure,
        'pairs_in_wrong_order' as variant,
        cast(wrong_orders.crossed_pairs as double) / nullif(cast(pairs.pair_count as double), 0) as value,
        cast(null as double) as standard_error,
        cast(null as double) as r_squared,
        ends.everybody as n,
        ends.everybody as smallest_count
    from wrong_orders
    inner join pairs
        on {{ same('wrong_orders', 'pairs', keys) }}
    inner join ends
        on {{ same('wrong_orders', 'ends', keys) }}

    union all

    select
        {{ key_list }},
        'compression' as measure,
        'newcomer_over_incumbent' as variant,
        newcomer_amount / nullif(incumbent_amount, 0) as value,
        cast(null as double) as standard_error,
        cast(null as double) as r_squared,
        newcomer_count + incumbent_count as n,
        least(newcomer_count, incumbent_count) as smallest_count
    from tenures

    union all

    select
        {{ key_list }},
        'compression' as measure,
        'reports_paid_as_their_manager' as variant,
        cast(compressed_count as double) / nullif(line_count, 0) as value,
        cast(null as double) as standard_error,
        cast(null as double) as r_squared,
        line_count as n,
        least(line_count, manager_count) as smallest_count
    from lines

    union all

    select
        {{ key_list }},
        'cost_of_labour' as measure,
        'rise' as variant,
        cast(increment_amount as double) / nullif(cast(base_amount as double), 0) as value,
        cast(null as double) as standard_error,
        cast(null as double) as r_squared,
        n,
        n as smallest_count
    from costs

    union all

    select
        {{ key_list }},
        'cost_of_labour' as measure,
        'base_before' as variant,
        cast(base_amount as double) as value,
        cast(null as double) as standard_error,
        cast(null as double) as r_squared,
        n,
        n as smallest_count
    from costs

    union all

    select
        {{ key_list }},
        'cost_of_labour' as measure,
        'base_after' as variant,
        cast(base_amount + increment_amount as double) as value,
        cast(null as double) as standard_error,
        cast(null as double) as r_squared,
        n,
        n as smallest_count
    from costs
),

shown as (
    select
        measured.*,
        case
            when measured.smallest_count < disclosure.minimum_group then 'too_few_people'
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
