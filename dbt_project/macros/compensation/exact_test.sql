{#-
  ln(n!) for every whole number from 0 to the largest `column` of `relation`, as a common table expression `name` of
  whole_number and ln_factorial: up to 999,999. Sums of logarithms, because not every engine has a gamma function.
-#}
{% macro ln_factorials(name, relation, column) -%}
{{ name }}_digits as (
    {% for digit in range(10) -%}
        select {{ digit }} as digit{{ ' union all ' if not loop.last }}
    {% endfor %}
),

{{ name }}_limit as (
    select coalesce(max({{ column }}), 0) as largest
    from {{ relation }}
),

-- Hundreds of thousands first, so that what lies beyond the limit is never multiplied out.
{{ name }}_thousands as (
    select 100000 * a.digit + 10000 * b.digit + 1000 * c.digit as thousand
    from {{ name }}_digits as a
    cross join {{ name }}_digits as b
    cross join {{ name }}_digits as c
    cross join {{ name }}_limit as size
    where 100000 * a.digit + 10000 * b.digit + 1000 * c.digit <= size.largest
),

{{ name }}_numbers as (
    select cast(thousands.thousand + 100 * a.digit + 10 * b.digit + c.digit as bigint) as whole_number
    from {{ name }}_thousands as thousands
    cross join {{ name }}_digits as a
    cross join {{ name }}_digits as b
    cross join {{ name }}_digits as c
    cross join {{ name }}_limit as size
    where thousands.thousand + 100 * a.digit + 10 * b.digit + c.digit <= size.largest
),

{{ name }} as (
    select
        whole_number,
        sum(ln(cast(case when whole_number = 0 then 1 else whole_number end as double))) over (
            order by whole_number rows between unbounded preceding and current row
        ) as ln_factorial
    from {{ name }}_numbers
)
{%- endmacro %}

{#-
  Fisher's exact test, two-sided: the probability of all tables with the same margins that are no likelier than the one
  at hand. `relation` has the `keys`, which name a table once, and group_selected, group_count, rest_selected and
  rest_count (bigint). Yields common table expressions, the last called `name`: the keys and p_value.
  Two tables count as equally likely when their probabilities differ by less than one part in ten million.
-#}
{% macro exact_test(name, relation, keys) -%}
{%- set key_list = keys | join(', ') -%}
{{ name }}_tables as (
    select
        {{ key_list }},
        group_selected,
        group_count,
        rest_count,
        group_selected + rest_selected as selected,
        group_count + rest_count as everybody
    from {{ relation }}
),

{{ ln_factorials(name ~ '_factorial', name ~ '_tables', 'everybody') }},

{{ name }}_weights as (
    select
        {% for key in keys -%}
            tables.{{ key }},
        {% endfor -%}
        tables.group_selected,
        picked.whole_number as picked,
        -(
            picked.ln_factorial + passed.ln_factorial + rest_picked.ln_factorial + rest_passed.ln_factorial
        ) as ln_weight
    from {{ name }}_tables as tables
    inner join {{ name }}_factorial as picked
        on
            picked.whole_number <= tables.group_count
            and picked.whole_number <= tables.selected
            and picked.whole_number >= tables.selected - tables.rest_count
    inner join {{ name }}_factorial as passed
        on passed.whole_number = tables.group_count - picked.whole_number
    inner join {{ name }}_factorial as rest_picked
        on rest_picked.whole_number = tables.selected - picked.whole_number
    inner join {{ name }}_factorial as rest_passed
        on rest_passed.whole_number = tables.rest_count - tables.selected + picked.whole_number
),

{{ name }}_observed as (
    select
        {{ key_list }},
        max(ln_weight) as largest_weight,
        max(case when picked = group_selected then ln_weight end) as observed_weight
    from {{ name }}_weights
    group by {{ key_list }}
),

{{ name }} as (
    select
        {% for key in keys -%}
            weights.{{ key }},
        {% endfor -%}
        sum(
            case
                when weights.ln_weight <= observed.observed_weight + 1e-7
                    then exp(weights.ln_weight - observed.largest_weight)
                else 0
            end
        ) / nullif(sum(exp(weights.ln_weight - observed.largest_weight)), 0) as p_value
    from {{ name }}_weights as weights
    inner join {{ name }}_observed as observed
        on {% for key in keys %}weights.{{ key }} = observed.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    group by {% for key in keys %}weights.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
)
{%- endmacro %}
