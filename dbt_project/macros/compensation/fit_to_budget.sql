{#-
  Fits what people should get to the pool of their budget holder, exactly: the scale k that solves
  sum(min(k * want, cap)) = pool, in one pass, then rounded to the policy's unit by largest remainder.

  `relation` has one row per person with
    the pool columns and the key column (ties are broken by the key),
    want_amount, cap_amount, pool_amount  decimal(18, 2), never negative,
    unit_amount                           decimal(18, 2), the step of payment (1.00, 0.01),
    max_scale_ratio                       decimal(9, 4) or null; null fits the pool exactly, even if that raises.
  The caps and the pool are rounded down to the unit first.

  Returns, for everybody with a want above zero:
    scale_ratio      decimal(18, 6), null when everybody of the pool is at the cap and no scale exists
    is_at_cap        the cap binds
    scaled_amount    decimal(18, 6), k * want before cap and rounding; the want itself when there is no scale
    exact_amount     decimal(18, 6), after the cap, before rounding
    fitted_amount    decimal(18, 2), what is paid
    is_tie_broken    whether the last unit went by key between people whose remainders are equal

  How: people in the order of cap / want reach their caps one after another as k grows. If the first i - 1 are at
  their caps, k would be (pool - their caps) / (wants of the rest); the first person whose own cap / want is not
  below that k is the first who is not capped, and that k is the answer. Thresholds are compared by
  cross-multiplication of whole numbers; the unit counts as 1 and wants are in hundredths of the currency.
-#}
{% macro fit_to_budget(relation, pool_columns, key_column) -%}
{%- set pool = pool_columns | join(', ') -%}
with fit_people as (
    select
        {{ pool }},
        {{ key_column }},
        {{ whole_number('unit_amount', 2) }} as unit_cents,
        {{ whole_number('want_amount', 2) }} as want_cents,
        cast({{ floor_divide(whole_number('cap_amount', 2), whole_number('unit_amount', 2)) }} as decimal(38, 0))
            as cap_units,
        cast({{ floor_divide(whole_number('pool_amount', 2), whole_number('unit_amount', 2)) }} as decimal(38, 0))
            as pool_units,
        {{ whole_number('max_scale_ratio', 4) }} as max_scale
    from {{ relation }}
    where want_amount > 0
),

fit_ordered as (
    select
        *,
        row_number() over (
            partition by {{ pool }}
            order by cast(cap_units as double) / nullif(cast(want_cents as double), 0), {{ key_column }}
        ) as cap_rank,
        pool_units - coalesce(sum(cap_units) over (
            partition by {{ pool }}
            order by cast(cap_units as double) / nullif(cast(want_cents as double), 0), {{ key_column }}
            rows between unbounded preceding and 1 preceding
        ), 0) as left_units,
        sum(want_cents) over (
            partition by {{ pool }}
            order by cast(cap_units as double) / nullif(cast(want_cents as double), 0), {{ key_column }}
            rows between current row and unbounded following
        ) as open_want_cents
    from fit_people
),

-- The first person of each pool whom the scale leaves below the cap gives the pool its scale.
fit_first_open as (
    select
        *,
        row_number() over (partition by {{ pool }} order by cap_rank) as open_rank
    from fit_ordered
    where
        cast(left_units as decimal(38, 0)) * cast(want_cents as decimal(38, 0))
        <= cast(cap_units as decimal(38, 0)) * cast(open_want_cents as decimal(38, 0))
),

fit_scale as (
    select
        {{ pool }},
        cast(left_units as decimal(38, 0)) as numerator,
        cast(open_want_cents as decimal(38, 0)) as divisor
    from fit_first_open
    where open_rank = 1
),

-- Where the policy limits the scale and the pool would allow more, or everybody is at the cap, the limit is the scale.
fit_scaled as (
    select
        {% for column in pool_columns -%}
            people.{{ column }},
        {% endfor -%}
        people.{{ key_column }},
        people.unit_cents,
        people.want_cents,
        people.cap_units,
        case
            when
                people.max_scale is not null
                and (
                    scale.divisor is null
                    or scale.numerator * 10000 * people.unit_cents > people.max_scale * scale.divisor
                )
                then people.max_scale
            else scale.numerator
        end as numerator,
        case
            when
                people.max_scale is not null
                and (
                    scale.divisor is null
                    or scale.numerator * 10000 * people.unit_cents > people.max_scale * scale.divisor
                )
                then cast(10000 * people.unit_cents as decimal(38, 0))
            else scale.divisor
        end as divisor
    from fit_people as people
    left join fit_scale as scale
        on
            {% for column in pool_columns -%}
                people.{{ column }} = scale.{{ column }}{{ ' and' if not loop.last }}
            {% endfor %}
),

fit_capped as (
    select
        *,
        cast(want_cents * numerator as decimal(38, 0)) as product,
        divisor is null or want_cents * numerator >= cap_units * divisor as is_at_cap
    from fit_scaled
),

fit_floors as (
    select
        *,
        case
            when is_at_cap then cap_units else cast({{ floor_divide('product', 'divisor') }} as decimal(38, 0))
        end as floor_units
    from fit_capped
),

fit_remainders as (
    select
        *,
        case when is_at_cap then cast(0 as decimal(38, 0)) else product - floor_units * divisor end as remainder
    from fit_floors
),

-- The remainders of a pool add up to the units still to hand out; each goes to one of the largest.
fit_ranked as (
    select
        *,
        cast({{ floor_divide('sum(remainder) over (partition by ' ~ pool ~ ')', 'divisor') }} as bigint) as spare_units,
        row_number() over (partition by {{ pool }} order by remainder desc, {{ key_column }}) as remainder_rank,
        rank() over (partition by {{ pool }} order by remainder desc) as tie_first_rank,
        count(*) over (partition by {{ pool }}, remainder) as tie_count
    from fit_remainders
)

select
    {{ pool }},
    {{ key_column }},
    case
        when divisor is not null then {{ exact_ratio('numerator * unit_cents', 'divisor') }}
    end as scale_ratio,
    is_at_cap,
    case
        when divisor is null then cast(want_cents * 0.01 as decimal(18, 6))
        else cast({{ floor_divide('product * unit_cents * 10000', 'divisor') }} * 0.000001 as decimal(18, 6))
    end as scaled_amount,
    case
        when is_at_cap then cast(cap_units * unit_cents * 0.01 as decimal(18, 6))
        else cast({{ floor_divide('product * unit_cents * 10000', 'divisor') }} * 0.000001 as decimal(18, 6))
    end as exact_amount,
    cast(
        (floor_units + case when remainder > 0 and remainder_rank <= spare_units then 1 else 0 end)
        * unit_cents * 0.01 as decimal(18, 2)
    ) as fitted_amount,
    coalesce(
        remainder > 0 and tie_first_rank <= spare_units and spare_units < tie_first_rank + tie_count - 1, false
    ) as is_tie_broken
from fit_ranked
{%- endmacro %}
