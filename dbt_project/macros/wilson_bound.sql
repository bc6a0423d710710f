{#-
  One bound of Wilson's 95 % interval of a share of n: sign '-' the lower, '+' the upper. Null when the share is.
  The constant is the 97.5th percentile of the normal distribution.
-#}
{% macro wilson_bound(share, n, sign) -%}
    (
        {{ share }} + 1.959964 * 1.959964 / (2 * {{ n }})
        {{ sign }} 1.959964 * sqrt(
            {{ share }} * (1 - {{ share }}) / {{ n }} + 1.959964 * 1.959964 / (4 * {{ n }} * {{ n }})
        )
    ) / (1 + 1.959964 * 1.959964 / {{ n }})
{%- endmacro %}
