{#-
  Minimum-group rule with complementary suppression over a tree of additive cells.

  `cells` is a relation with one row per cell: the `partition_by` columns (each combination is a tree of its own),
  cell_key, parent_cell_key (null at a root), cell_size (people behind the cell), minimum_group, and is_shown (false
  for a cell that no table publishes, such as the people directly in a unit that has units below it).
  A parent's size is the sum of its children's.

  A cell with 1 to minimum_group - 1 people is hidden. Then, until nothing changes:
    a cell that is shown must have no hidden child, or at least two of them with minimum_group people together;
    a cell that is hidden must have a hidden child, if it has any with people;
    where that fails the smallest child still open is hidden too (first one that nobody sees), and if there is none,
    the cell itself. Zeros are public and protect nothing.
  A change climbs at most `depth` levels and comes down at most as many, so 2 * depth + 1 passes settle it;
  assert_no_released_cell_can_be_derived proves of every table that they did.

  Yields common table expressions, the last called `name`: partition_by, cell_key, is_suppressed. Each pass reads the
  one before once, so that an engine which inlines them does not multiply work: every cell is told twice, as the head
  of its own family and as a member of its parent's.
-#}
{% macro suppression(name, cells, partition_by, depth=4) -%}
{%- set parts -%}
    {% for column in partition_by %}{{ column }}, {% endfor %}
{%- endset -%}
{{ name }}_pass_0 {{ as_step() }} (
    select
        {{ parts }}
        cell_key,
        parent_cell_key,
        cell_size,
        minimum_group,
        is_shown,
        cell_size > 0 and cell_size < minimum_group as is_suppressed
    from {{ cells }}
),
{% for pass in range(1, 2 * depth + 2) %}
{{ name }}_told_{{ pass }} as (
    select
        {{ parts }}
        cell_key,
        parent_cell_key,
        cell_size,
        minimum_group,
        is_shown,
        is_suppressed,
        is_head,
        case when is_head then cell_key else parent_cell_key end as family_key,
        (not is_head) and is_suppressed and cell_size > 0 as is_hidden_child,
        (not is_head) and (not is_suppressed) and cell_size > 0 as is_open_child
    from {{ name }}_pass_{{ pass - 1 }}
    cross join (select true as is_head union all select false as is_head) as roles
),

{{ name }}_counted_{{ pass }} as (
    select
        *,
        max(case when is_head and is_suppressed then 1 when is_head then 0 end) over family as head_is_suppressed,
        sum(case when is_hidden_child then 1 else 0 end) over family as hidden_count,
        sum(case when is_hidden_child then cell_size else 0 end) over family as hidden_size,
        sum(case when is_open_child then 1 else 0 end) over family as open_count,
        row_number() over (
            partition by {{ parts }} family_key, is_open_child
            order by case when is_shown then 1 else 0 end, cell_size, cell_key
        ) as open_rank
    from {{ name }}_told_{{ pass }}
    window family as (partition by {{ parts }} family_key)
),

{{ name }}_judged_{{ pass }} as (
    select
        *,
        coalesce(
            case
                when head_is_suppressed = 0
                    then hidden_count > 0 and (hidden_count < 2 or hidden_size < minimum_group)
                when head_is_suppressed = 1 then hidden_count = 0 and open_count > 0
            end,
            false
        ) as is_open_to_attack
    from {{ name }}_counted_{{ pass }}
),

{{ name }}_pass_{{ pass }} {{ as_step() }} (
    select
        {{ parts }}
        cell_key,
        parent_cell_key,
        cell_size,
        minimum_group,
        is_shown,
        bool_or(
            is_suppressed
            or (is_open_to_attack and is_open_child and open_rank = 1)
            or (is_open_to_attack and is_head and open_count = 0)
        ) as is_suppressed
    from {{ name }}_judged_{{ pass }}
    group by {{ parts }} cell_key, parent_cell_key, cell_size, minimum_group, is_shown
),
{% endfor %}
{{ name }} as (
    select
        {{ parts }}
        cell_key,
        is_suppressed
    from {{ name }}_pass_{{ 2 * depth + 1 }}
)
{%- endmacro %}

{#-
  The cells of figures by organisation unit, for `suppression`. `relation` has the `partition_by` columns,
  org_unit_key and `size`, rolled up, for every unit that is shown. Beside each unit that has shown units below it
  stands an unseen cell: its people who are in none of them; whoever subtracts the parts from the whole finds those.
-#}
{% macro org_unit_cells(relation, size, partition_by) -%}
{%- set parts -%}
    {% for column in partition_by %}sized.{{ column }}, {% endfor %}
{%- endset -%}
    select
        {{ parts }}
        sized.org_unit_key as cell_key,
        unit.parent_org_unit_key as parent_cell_key,
        cast(sized.{{ size }} as decimal(18, 2)) as cell_size,
        true as is_shown
    from {{ relation }} as sized
    inner join {{ ref('dim_org_unit') }} as unit
        on sized.org_unit_key = unit.org_unit_key

    union all

    select
        {{ parts }}
        sized.org_unit_key || '/rest' as cell_key,
        sized.org_unit_key as parent_cell_key,
        cast(round(max(sized.{{ size }}) - sum(child.{{ size }}), 1) as decimal(18, 2)) as cell_size,
        false as is_shown
    from {{ relation }} as sized
    inner join {{ ref('dim_org_unit') }} as child_unit
        on sized.org_unit_key = child_unit.parent_org_unit_key
    inner join {{ relation }} as child
        on
            child_unit.org_unit_key = child.org_unit_key
            {% for column in partition_by -%}
                and sized.{{ column }} = child.{{ column }}
            {% endfor %}
    group by {{ parts }} sized.org_unit_key
{%- endmacro %}

{#- The disclosure policy in force for the whole group on the as-of date: one row. -#}
{% macro disclosure_policy_in_force() -%}
    select
        minimum_group,
        lowest_org_level
    from {{ ref('disclosure_policy') }}
    where
        company_id = '*'
        and valid_from <= {{ as_of_date() }}
        and (valid_to is null or valid_to > {{ as_of_date() }})
{%- endmacro %}

{#-
  Why a figure is not shown. The same words whether the group itself is small or protects a smaller one: telling them
  apart would tell a reader which it is.
-#}
{% macro small_group_reason(minimum_group) -%}
    'fewer than ' || cast({{ minimum_group }} as string) || ' people, or it would give such a group away'
{%- endmacro %}
