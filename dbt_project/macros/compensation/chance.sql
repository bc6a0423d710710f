{#-
  What chance makes of a difference. Doubles, because these are statistics.
-#}

{#-
  Two-sided p of a difference of `z` standard deviations under the normal curve: erfc(|z| / sqrt 2) by Chebyshev's
  fit (Press and others, Numerical Recipes, 1992, section 6.2), right to 1.2 parts in ten million at any distance.
  Null where z is null.
-#}
{% macro two_sided_p(z) -%}
{%- set x = 'abs(' ~ z ~ ') * 0.7071067811865476e0' -%}
{%- set t = '(1e0 / nullif(1e0 + 0.5e0 * ' ~ x ~ ', 0))' -%}
{%- set terms = [
    '-1.26551223e0', '1.00002368e0', '0.37409196e0', '0.09678418e0', '-0.18628806e0',
    '0.27886807e0', '-1.13520398e0', '1.48851587e0', '-0.82215223e0', '0.17087277e0'
] -%}
{%- set ns = namespace(sum=terms[-1]) -%}
{%- for term in terms[:-1] | reverse -%}
    {%- set ns.sum = '(' ~ term ~ ' + ' ~ t ~ ' * ' ~ ns.sum ~ ')' -%}
{%- endfor -%}
case when {{ z }} is not null then least({{ t }} * exp(-({{ x }}) * ({{ x }}) + {{ ns.sum }}), 1e0) end
{%- endmacro %}

{#-
  Benjamini and Hochberg (1995): the p-value of a comparison as it counts among all that are made at once, the `family`.
  Held against a share q, at most that share of the findings is expected to be chance; where nothing is unfair, the
  chance of any finding at all is q. `relation` has the family's columns, the `keys` and p_value (double) of every
  comparison that was made, and no other rows. Returns the family, the keys and adjusted_p_value.
-#}
{% macro among_many(relation, family, keys) -%}
    select
        {{ family | join(', ') }},
        {{ keys | join(', ') }},
        min(least(p_value * comparison_count / nullif(p_rank, 0), 1)) over (
            partition by {{ family | join(', ') }} order by p_rank desc
        ) as adjusted_p_value
    from (
        select
            *,
            rank() over (partition by {{ family | join(', ') }} order by p_value)
            + count(*) over (partition by {{ family | join(', ') }}, p_value) - 1 as p_rank,
            count(*) over (partition by {{ family | join(', ') }}) as comparison_count
        from {{ relation }}
    ) as ranked
{%- endmacro %}
