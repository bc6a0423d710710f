{#-
  Division for money and ratios without doubles: a quotient of decimals is a double on one engine and a rounded
  decimal on the other, so everything is divided as whole numbers. Numerators are never negative, divisors positive.
-#}

{#- How many times `divisor` goes into `numerator`, both whole numbers; null when the divisor is null or zero. -#}
{% macro floor_divide(numerator, divisor) -%}
    {{ return(adapter.dispatch('floor_divide', 'meritline')(numerator, divisor)) }}
{%- endmacro %}

{% macro default__floor_divide(numerator, divisor) -%}
    cast(cast({{ numerator }} as hugeint) // nullif(cast({{ divisor }} as hugeint), 0) as decimal(18, 0))
{%- endmacro %}

{% macro spark__floor_divide(numerator, divisor) -%}
    cast(cast({{ numerator }} as decimal(38, 0)) div nullif(cast({{ divisor }} as decimal(38, 0)), 0) as decimal(18, 0))
{%- endmacro %}

{#- `value` times ten to the `places`, as a whole number wide enough to be multiplied once more. -#}
{% macro whole_number(value, places) -%}
    cast(cast({{ value }} as decimal(38, 6)) * {{ 10 ** places }} as decimal(38, 0))
{%- endmacro %}

{#- The quotient of two decimals of at most six places, half rounded up to `places`; null when the divisor is zero. -#}
{% macro exact_ratio(numerator, divisor, places=6) -%}
    cast({{ meritline.floor_divide(
        '(2 * ' ~ 10 ** places ~ ' * ' ~ meritline.whole_number(numerator, 6)
        ~ ' + ' ~ meritline.whole_number(divisor, 6) ~ ')',
        '(2 * ' ~ meritline.whole_number(divisor, 6) ~ ')'
    ) }} * {{ '1' if places == 0 else '0.' ~ '0' * (places - 1) ~ '1' }} as decimal(18, {{ places }}))
{%- endmacro %}

{#- The largest multiple of `unit` that is not above `amount`, which is never negative; at most six places. -#}
{% macro floor_to_unit(amount, unit) -%}
    cast({{ meritline.floor_divide(
        meritline.whole_number(amount, 6), meritline.whole_number(unit, 6)
    ) }} * {{ unit }} as decimal(18, 2))
{%- endmacro %}

{#- The smallest multiple of `unit` that is not below `amount`, which is never negative; at most six places. -#}
{% macro ceil_to_unit(amount, unit) -%}
    {{ meritline.floor_to_unit('(' ~ amount ~ ') + ' ~ unit ~ ' - 0.000001', unit) }}
{%- endmacro %}

{#- The largest multiple of `unit` in one currency that `amount` in another pays for, `rate` of the other for one. -#}
{% macro floor_at_rate(amount, rate, unit) -%}
    cast({{ meritline.floor_divide(
        meritline.whole_number(amount, 6) ~ ' * 1000000',
        meritline.whole_number(rate, 6) ~ ' * ' ~ meritline.whole_number(unit, 6)
    ) }} * {{ unit }} as decimal(18, 2))
{%- endmacro %}
