{#- A quotient as decimal(18, 6), the same on every engine; null when the divisor is null or zero. -#}
{% macro share(numerator, divisor) -%}
    cast(cast({{ numerator }} as double) / nullif(cast({{ divisor }} as double), 0) as decimal(18, 6))
{%- endmacro %}
