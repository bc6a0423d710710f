{#-
  Division for money and ratios without doubles: a quotient of decimals is a double on one engine and a rounded
  decimal on the other, so everything is divided as whole numbers. Numerators are never negative, divisors positive.
-#}

{#-
  How many times `divisor` goes into `numerator`, decimals of one scale; null when the divisor is null or zero.
  DuckDB divides 128-bit numbers slowly: there a double guesses the quotient and exact multiplication sets the guess
  right, which holds as long as the double is within one of it; beyond that the numbers are divided after all.
-#}
{% macro floor_divide(numerator, divisor) -%}
    {{ return(adapter.dispatch('floor_divide', 'meritline')(numerator, divisor)) }}
{%- endmacro %}

{% macro default__floor_divide(numerator, divisor) -%}
    {%- set quotient = 'cast(' ~ numerator ~ ' as double) / nullif(cast(' ~ divisor ~ ' as double), 0)' -%}
    {%- set guess = 'cast(floor(' ~ quotient ~ ') as bigint)' -%}
    {%- set rest = '(' ~ numerator ~ ' - ' ~ divisor ~ ' * ' ~ guess ~ ')' -%}
    case
        when {{ quotient }} < 1e15
            then cast(
                {{ guess }} + cast({{ rest }} >= {{ divisor }} as int) - cast({{ rest }} < 0 as int) as decimal(18, 0)
            )
        else cast(
            cast({{ numerator }} * 1000000 as hugeint) // nullif(cast({{ divisor }} * 1000000 as hugeint), 0)
            as decimal(18, 0)
        )
    end
{%- endmacro %}

{% macro spark__floor_divide(numerator, divisor) -%}
    cast(cast({{ numerator }} as decimal(38, 0)) div nullif(cast({{ divisor }} as decimal(38, 0)), 0) as decimal(18, 0))
{%- endmacro %}

{#- A decimal of at most six places as a term of a division: Spark divides whole numbers, DuckDB any of one scale. -#}
{% macro division_term(value) -%}
    {{ return(adapter.dispatch('division_term', 'meritline')(value)) }}
{%- endmacro %}

{% macro default__division_term(value) -%}
    cast({{ value }} as decimal(38, 6))
{%- endmacro %}

{% macro spark__division_term(value) -%}
    {{ meritline.whole_number(value, 6) }}
{%- endmacro %}

{#- `value` times ten to the `places`, as a whole number wide enough to be multiplied once more. -#}
{% macro whole_number(value, places) -%}
    cast(cast({{ value }} as decimal(38, 6)) * {{ 10 ** places }} as decimal(38, 0))
{%- endmacro %}

{#- The quotient of two decimals of at most six places, half rounded up to `places`; null when the divisor is zero. -#}
{% macro exact_ratio(numerator, divisor, places=6) -%}
    cast({{ meritline.floor_divide(
        '(' ~ 2 * 10 ** places ~ ' * ' ~ meritline.division_term(numerator)
        ~ ' + ' ~ meritline.division_term(divisor) ~ ')',
        '(2 * ' ~ meritline.division_term(divisor) ~ ')'
    ) }} * {{ '1' if places == 0 else '0.' ~ '0' * (places - 1) ~ '1' }} as decimal(18, {{ places }}))
{%- endmacro %}

{#- The largest multiple of `unit` that is not above `amount`, which is never negative; at most six places. -#}
{% macro floor_to_unit(amount, unit) -%}
    cast({{ meritline.floor_divide(
        meritline.division_term(amount), meritline.division_term(unit)
    ) }} * {{ unit }} as decimal(18, 2))
{%- endmacro %}

{#- The smallest multiple of `unit` that is not below `amount`, which is never negative; at most six places. -#}
{% macro ceil_to_unit(amount, unit) -%}
    {{ meritline.floor_to_unit('(' ~ amount ~ ') + ' ~ unit ~ ' - 0.000001', unit) }}
{%- endmacro %}

{#- The largest multiple of `unit` in one currency that `amount` in another pays for, `rate` of the other for one. -#}
{% macro floor_at_rate(amount, rate, unit) -%}
    cast({{ meritline.floor_divide(
        '(' ~ meritline.division_term(amount) ~ ' * ' ~ meritline.division_term('1') ~ ')',
        '(' ~ meritline.division_term(rate) ~ ' * ' ~ meritline.division_term(unit) ~ ')'
    ) }} * {{ unit }} as decimal(18, 2))
{%- endmacro %}
