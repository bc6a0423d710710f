{#-
  One bound of Wilson's 95 % interval of a share of n: sign '-' the lower, '+' the upper. Null when the share is, and for nobody.
  The constant is the 97.5th percentile of the normal distribution.
-#}
{% macro wilson_bound(share, n, sign) -%}
    (
        {{ share }} + 1.959964 * 1.959964 / nullif(2 * {{ n }}, 0)
        {{ sign }} 1.959964 * sqrt(
            {{ share }} * (1 - {{ share }}) / nullif({{ n }}, 0) + 1.959964 * 1.959964 / nullif(4 * {{ n }} * {{ n }}, 0)
        )
    ) / nullif(1 + 1.959964 * 1.959964 / nullif({{ n }}, 0), 0)
{%- endmacro %}
