{#-
  The plan year's exchange rate from one currency to another, whichever way round it was delivered: 1 between the same,
  the direct rate, else the inverse of the other one; null where there is neither. Goes with `plan_rate_joins`.
-#}
{% macro plan_rate(from_currency, to_currency) -%}
    case
        when {{ from_currency }} = {{ to_currency }} then cast(1 as decimal(18, 6))
        when direct.rate is not null then direct.rate
        else {{ exact_ratio('1', 'inverse.rate') }}
    end
{%- endmacro %}

{#- Joins the rates of both directions in force on a date; `rates` is dim_exchange_rate with valid_until never null. -#}
{% macro plan_rate_joins(rates, from_currency, to_currency, on_date) -%}
    left join {{ rates }} as direct
        on
            {{ from_currency }} = direct.from_currency
            and {{ to_currency }} = direct.to_currency
            and {{ on_date }} >= direct.valid_from
            and {{ on_date }} < direct.valid_until
    left join {{ rates }} as inverse
        on
            {{ to_currency }} = inverse.from_currency
            and {{ from_currency }} = inverse.to_currency
            and {{ on_date }} >= inverse.valid_from
            and {{ on_date }} < inverse.valid_until
{%- endmacro %}

{#- Exchange rates with an end that can be compared. -#}
{% macro plan_rates() -%}
    select
        from_currency,
        to_currency,
        rate,
        valid_from,
        {{ until('valid_to') }} as valid_until
    from {{ ref('dim_exchange_rate') }}
{%- endmacro %}
