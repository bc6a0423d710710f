{#-
  The mean difference of an outcome between one group and the rest, people compared with their like: least squares of
  the outcome on the group, with a constant for every cell and numeric controls, in window functions and sums alone
  (Frisch and Waugh: take the cells' means out, then each control, and divide what is left).

  `relation` has one row per person and fit with
    the `keys`, which name a fit,
    cell_key         string, never null: people are compared within it; one value throughout compares everybody,
    outcome_value    double,
    is_group         double, 1 for the group and 0 for the rest,
    the `controls`   doubles, never null: constant (0) in a fit that does without,
    and the `carried` columns.
  A control that the cells or the controls before it already say is left out and not counted.

  Yields common table expressions: `name`_residual with the keys, the carried columns, is_group and residual (outcome
  less its fitted value), and last `name`, a row per fit:
    n_people, n_group, n_rest, cell_count, control_count
    n_effective, n_group_effective, n_rest_effective   people in cells that hold both: the others inform nothing
    coefficient                                        null where no cell holds both
    standard_error, robust_standard_error              one variance for all; HC1
    residual_deviation                                 standard deviation of the residuals, for their degrees of freedom
    r_squared                                          of the whole model, cells included
-#}
{% macro group_difference(name, relation, keys, controls=[], carried=[]) -%}
{%- set key_list = keys | join(', ') -%}
{%- set carried_list -%}
    {% for column in carried %}{{ column }}, {% endfor %}
{%- endset -%}
{{ name }}_step_0 as (
    select
        {{ key_list }},
        {{ carried_list }}
        cell_key,
        is_group,
        outcome_value,
        avg(is_group) over cell as group_share,
        outcome_value - avg(outcome_value) over cell as outcome_left,
        is_group - avg(is_group) over cell as group_left,
        {% for control in controls -%}
            {{ control }},
            {{ control }} - avg({{ control }}) over cell as {{ control }}_left,
        {% endfor -%}
        0 as control_count
    from {{ relation }}
    window cell as (partition by {{ key_list }}, cell_key)
),

{% for control in controls -%}
{%- set later = controls[loop.index:] -%}
-- What is left of a control may be no more than the rounding of a double: then it is none.
{{ name }}_sums_{{ loop.index }} as (
    select
        {{ key_list }},
        case
            when sum({{ control }}_left * {{ control }}_left) > 1e-10 * sum({{ control }} * {{ control }})
                then sum({{ control }}_left * {{ control }}_left)
        end as square_sum,
        {% for other in later -%}
            sum({{ control }}_left * {{ other }}_left) as {{ other }}_sum,
        {% endfor -%}
        sum({{ control }}_left * group_left) as group_sum,
        sum({{ control }}_left * outcome_left) as outcome_sum
    from {{ name }}_step_{{ loop.index0 }}
    group by {{ key_list }}
),

{{ name }}_step_{{ loop.index }} as (
    select
        {% for key in keys -%}
            step.{{ key }},
        {% endfor -%}
        {{ carried_list }}
        step.cell_key,
        step.is_group,
        step.outcome_value,
        step.group_share,
        step.outcome_left
        - step.{{ control }}_left * coalesce(sums.outcome_sum / nullif(sums.square_sum, 0), 0) as outcome_left,
        step.group_left
        - step.{{ control }}_left * coalesce(sums.group_sum / nullif(sums.square_sum, 0), 0) as group_left,
        {% for other in later -%}
            step.{{ other }},
            step.{{ other }}_left
            - step.{{ control }}_left * coalesce(sums.{{ other }}_sum / nullif(sums.square_sum, 0), 0)
                as {{ other }}_left,
        {% endfor -%}
        step.control_count + case when sums.square_sum is not null then 1 else 0 end as control_count
    from {{ name }}_step_{{ loop.index0 }} as step
    inner join {{ name }}_sums_{{ loop.index }} as sums
        on {% for key in keys %}step.{{ key }} = sums.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
),

{% endfor -%}
{{ name }}_slope as (
    select
        {{ key_list }},
        case
            when sum(group_left * group_left) > 1e-10 * sum(is_group)
                then sum(group_left * outcome_left) / nullif(sum(group_left * group_left), 0)
        end as coefficient
    from {{ name }}_step_{{ controls | length }}
    group by {{ key_list }}
),

{{ name }}_residual as (
    select
        step.*,
        slope.coefficient,
        outcome_left - coalesce(slope.coefficient, 0) * group_left as residual
    from {{ name }}_step_{{ controls | length }} as step
    inner join {{ name }}_slope as slope
        on {% for key in keys %}step.{{ key }} = slope.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
),

{{ name }}_sums as (
    select
        {{ key_list }},
        count(*) as n_people,
        cast(sum(is_group) as bigint) as n_group,
        count(distinct cell_key) as cell_count,
        max(control_count) as control_count,
        count_if(group_share > 0 and group_share < 1) as n_effective,
        count_if(group_share > 0 and group_share < 1 and is_group = 1) as n_group_effective,
        max(coefficient) as coefficient,
        sum(group_left * group_left) as group_squares,
        sum(residual * residual) as residual_squares,
        sum(group_left * group_left * residual * residual) as robust_squares,
        var_pop(outcome_value) * count(*) as outcome_squares
    from {{ name }}_residual
    group by {{ key_list }}
),

{{ name }} as (
    select
        {{ key_list }},
        n_people,
        n_group,
        n_people - n_group as n_rest,
        cell_count,
        control_count,
        n_effective,
        n_group_effective,
        n_effective - n_group_effective as n_rest_effective,
        coefficient,
        case
            when coefficient is not null and n_people > cell_count + control_count + 1
                then sqrt(
                    residual_squares / nullif(n_people - cell_count - control_count - 1, 0) / nullif(group_squares, 0)
                )
        end as standard_error,
        case
            when coefficient is not null and n_people > cell_count + control_count + 1
                then sqrt(
                    robust_squares * n_people / nullif(n_people - cell_count - control_count - 1, 0)
                ) / nullif(group_squares, 0)
        end as robust_standard_error,
        case
            when n_people > cell_count + control_count + 1
                then sqrt(residual_squares / nullif(n_people - cell_count - control_count - 1, 0))
        end as residual_deviation,
        1 - residual_squares / nullif(outcome_squares, 0) as r_squared
    from {{ name }}_sums
)
{%- endmacro %}
