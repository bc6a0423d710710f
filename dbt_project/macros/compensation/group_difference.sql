{#-
  The mean difference of an outcome between one group and the rest, people compared with their like: least squares of
  the outcome on the group, with a constant for every cell and numeric controls, in window functions and sums alone
  (Frisch and Waugh: take the cells' means out, then each control, and divide what is left).

  `relation` has one row per person and fit with
    the `keys`, which name a fit,
    cell_key         string, never null: people are compared within it; one value throughout compares everybody,
    outcome_value    double,
    is_group         double, 1 for the group and 0 for the rest,
    the `factors`    further things people are compared within, whose constants add to the cell's: then the relation is
                     one of `factor_deviations`,
    the `controls`   doubles, never null: constant (0) in a fit that does without,
    the `cluster`    a string or null: people whose errors may go together; nobody else shares a null,
    and the `carried` columns.
  A control that the cells or the controls before it already say is left out and not counted. A fit whose factors' means
  are not gone has no coefficient. Levels are counted as if no factor said what another says, so that an error is rather
  too large than too small.

  Yields common table expressions: `name`_residual with the keys, the carried columns, is_group and residual (outcome
  less its fitted value), and last `name`, a row per fit:
    n_people, n_group, n_rest, cell_count, control_count   cells and levels of the factors together
    n_effective, n_group_effective, n_rest_effective   people whose cell and levels hold both: the others inform nothing
    coefficient                                        null where no cell holds both
    is_settled                                         whether the means are gone; true of a fit of cells alone
    standard_error, robust_standard_error              one variance for all; HC1
    cluster_standard_error, cluster_count              errors of a cluster go together, for few clusters corrected
    variance_inflation                                 how much the cells and controls add to the error's square
    residual_deviation                                 standard deviation of the residuals, for their degrees of freedom
    r_squared                                          of the whole model, cells included
-#}
{% macro group_difference(name, relation, keys, controls=[], carried=[], factors=[], cluster=none) -%}
{%- set key_list = keys | join(', ') -%}
{%- set carried_list -%}
    {% for column in carried %}{{ column }}, {% endfor %}
{%- endset -%}
{% if not factors -%}
{{ name }}_deviation as (
    select
        *,
        {% for control in controls -%}
            {{ control }} - avg({{ control }}) over cell as {{ control }}_left,
        {% endfor -%}
        avg(is_group) over cell as group_share,
        outcome_value - avg(outcome_value) over cell as outcome_left,
        is_group - avg(is_group) over cell as group_left
    from {{ relation }}
    window cell as (partition by {{ key_list }}, cell_key)
),

{% endif -%}
{{ name }}_step_0 as (
    select
        {{ key_list }},
        {{ carried_list }}
        {% for factor in factors -%}
            {{ factor }},
            avg(outcome_left) over (partition by {{ key_list }}, {{ factor }}) as {{ factor }}_outcome_mean,
            avg(group_left) over (partition by {{ key_list }}, {{ factor }}) as {{ factor }}_group_mean,
        {% endfor -%}
        {% if cluster -%}
            {{ cluster }},
        {% endif -%}
        cell_key,
        is_group,
        outcome_value,
        outcome_left,
        group_left,
        {% for control in controls -%}
            {{ control }},
            {{ control }}_left,
        {% endfor -%}
        {% if factors -%}
            abs(group_left) > 1e-6 as is_informing,
        {% else -%}
            group_share > 0 and group_share < 1 as is_informing,
        {% endif -%}
        0 as control_count
    from {{ relation if factors else name ~ '_deviation' }}
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
        {% for factor in factors -%}
            step.{{ factor }},
            step.{{ factor }}_outcome_mean,
            step.{{ factor }}_group_mean,
        {% endfor -%}
        {% if cluster -%}
            step.{{ cluster }},
        {% endif -%}
        step.cell_key,
        step.is_group,
        step.outcome_value,
        step.is_informing,
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

{% if cluster -%}
-- Who has no cluster stands alone: the square of a sum of one.
{{ name }}_cluster_sums as (
    select
        {{ key_list }},
        {{ cluster }},
        sum(group_left * residual) as score_sum,
        sum(group_left * group_left * residual * residual) as score_squares,
        count(*) as n_members
    from {{ name }}_residual
    group by {{ key_list }}, {{ cluster }}
),

{{ name }}_clusters as (
    select
        {{ key_list }},
        sum(case when {{ cluster }} is null then score_squares else score_sum * score_sum end) as cluster_squares,
        sum(case when {{ cluster }} is null then n_members else 1 end) as cluster_count
    from {{ name }}_cluster_sums
    group by {{ key_list }}
),

{% endif -%}
{{ name }}_sums as (
    select
        {{ key_list }},
        count(*) as n_people,
        cast(sum(is_group) as bigint) as n_group,
        count(distinct cell_key){% for factor in factors %} + count(distinct {{ factor }}) - 1{% endfor %} as cell_count,
        max(control_count) as control_count,
        count_if(is_informing) as n_effective,
        count_if(is_informing and is_group = 1) as n_group_effective,
        max(coefficient) as coefficient,
        {% for factor in factors -%}
            max(greatest(abs({{ factor }}_outcome_mean), abs({{ factor }}_group_mean))) < 1e-6 and{{ ' ' }}
        {%- endfor %}true as is_settled,
        sum(group_left * group_left) as group_squares,
        var_pop(is_group) * count(*) as whole_group_squares,
        sum(residual * residual) as residual_squares,
        sum(group_left * group_left * residual * residual) as robust_squares,
        var_pop(outcome_value) * count(*) as outcome_squares
    from {{ name }}_residual
    group by {{ key_list }}
),

{{ name }}_freedom as (
    select
        sums.*,
        {% if cluster -%}
            clusters.cluster_squares,
            clusters.cluster_count,
        {% endif -%}
        case
            when sums.n_people > sums.cell_count + sums.control_count + 1
                then sums.n_people - sums.cell_count - sums.control_count - 1
        end as freedom
    from {{ name }}_sums as sums
    {% if cluster -%}
        inner join {{ name }}_clusters as clusters
            on {% for key in keys %}sums.{{ key }} = clusters.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    {%- endif %}
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
        is_settled,
        case when is_settled then coefficient end as coefficient,
        case
            when is_settled and coefficient is not null
                then sqrt(residual_squares / nullif(freedom, 0) / nullif(group_squares, 0))
        end as standard_error,
        case
            when is_settled and coefficient is not null
                then sqrt(robust_squares * n_people / nullif(freedom, 0)) / nullif(group_squares, 0)
        end as robust_standard_error,
        {% if cluster -%}
            case
                when is_settled and coefficient is not null and cluster_count > 1
                    then sqrt(
                        cluster_squares * cluster_count / nullif(cluster_count - 1, 0) * (n_people - 1)
                        / nullif(freedom, 0)
                    ) / nullif(group_squares, 0)
            end as cluster_standard_error,
            cast(cluster_count as bigint) as cluster_count,
        {% endif -%}
        case when is_settled and coefficient is not null then whole_group_squares / nullif(group_squares, 0) end
            as variance_inflation,
        sqrt(residual_squares / nullif(freedom, 0)) as residual_deviation,
        1 - residual_squares / nullif(outcome_squares, 0) as r_squared
    from {{ name }}_freedom
)
{%- endmacro %}

{#-
  What is left of the outcome, the group and the controls of `group_difference` once the means of the cells and of
  further `factors` are gone from each: taken out factor by factor and the cells last, `sweeps` times over, for they give
  a little back to one another. `relation` has the keys, the carried columns, cell_key, the factors (strings, never null;
  one value throughout in a fit that does without), outcome_value, is_group and the controls.

  Materialise it as a model of its own: an engine that inlines common table expressions would do all sweeps again for
  each of the many places where a fit reads them.

  Yields common table expressions, the last called `name`: those columns, outcome_left, group_left and `<control>_left`.
-#}
{% macro factor_deviations(name, relation, keys, controls, carried, factors, sweeps=20) -%}
{%- set kept = keys + carried + factors + ['cell_key', 'outcome_value', 'is_group'] + controls -%}
{%- set means = ['outcome', 'group'] + controls -%}
{{ name }}_turn_0 as (
    select
        {{ kept | join(', ') }},
        {% for control in controls -%}
            {{ control }} as {{ control }}_left,
        {% endfor -%}
        outcome_value as outcome_left,
        is_group as group_left
    from {{ relation }}
),

{% for factor in (factors + ['cell_key']) * sweeps -%}
{{ name ~ '_turn_' ~ loop.index if not loop.last else name }} {{ as_step() }} (
    select
        {{ kept | join(', ') }},
        {% for mean in means -%}
            {{ mean }}_left - avg({{ mean }}_left) over mates as {{ mean }}_left{{ ',' if not loop.last }}
        {% endfor %}
    from {{ name }}_turn_{{ loop.index0 }}
    window mates as (partition by {{ keys | join(', ') }}, {{ factor }})
){{ ',' if not loop.last }}

{% endfor -%}
{%- endmacro %}
