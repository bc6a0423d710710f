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
  Figures by organisation unit as they may be released, for additive measures rolled up the tree of the as-of date.

  `relation` has the `partition_by` columns, org_unit_key, the `measures` and `size` (one of them, or a column of its
  own: the people behind the figures), for units at the lowest level shown and above. A unit that has shown units below
  it may have people in none of them, mostly its head: whoever subtracts the parts from the whole finds them. Where
  they are fewer than the minimum group they are left out of the unit and of those above it, and stand together in
  one row under the root, 'Heads of units'; the root holds everybody. So a unit is the sum of what is shown below it
  and need not be hidden for one person's sake. The rest is `suppression`. With `leaves_out_few_heads` heads who are
  even together fewer than the minimum group are counted nowhere, not in the root either: for answers, where some
  hundred people's figures would be hidden for a few who are not missed. Every other table must then do the same.
  `policy` is a query of minimum_group and lowest_org_level where a table asks for larger groups than others.

  Yields common table expressions, the last called `name`: partition_by, cell_key, parent_cell_key, org_unit_name, org_level, level_name, parent_org_unit_name, is_whole, the measures and size (null where hidden) and
  withheld_reason.
-#}
{% macro released_by_unit(
    name, relation, size, measures, partition_by, depth=4, leaves_out_few_heads=false, policy=none
) -%}
{%- set parts -%}
    {% for column in partition_by %}{{ column }}, {% endfor %}
{%- endset -%}
{%- set sums = (measures + [size]) | unique | list -%}
{{ name }}_policy as (
    {{ policy or disclosure_policy_in_force() }}
),

{{ name }}_placed as (
    select
        sized.*,
        unit.org_unit_name,
        unit.org_level,
        unit.level_name,
        unit.parent_org_unit_key,
        policy.minimum_group
    from {{ relation }} as sized
    inner join {{ ref('dim_org_unit') }} as unit
        on sized.org_unit_key = unit.org_unit_key
    cross join {{ name }}_policy as policy
    where unit.org_level <= policy.lowest_org_level
),

{{ name }}_parts as (
    select
        {{ parts }}
        parent_org_unit_key,
        {% for column in sums -%}
            sum({{ column }}) as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ name }}_placed
    where parent_org_unit_key is not null
    group by {{ parts }} parent_org_unit_key
),

-- What each unit has beyond the units shown below it.
{{ name }}_each as (
    select
        {% for column in partition_by -%}
            placed.{{ column }},
        {% endfor %}
        placed.org_unit_key,
        parts.parent_org_unit_key is not null as is_rest,
        {% for column in sums -%}
            placed.{{ column }} - coalesce(parts.{{ column }}, 0) as {{ column }},
        {% endfor %}
        placed.minimum_group,
        parts.parent_org_unit_key is not null
        and cast(round(placed.{{ size }} - coalesce(parts.{{ size }}, 0), 2) as decimal(18, 2)) > 0
        and cast(round(placed.{{ size }} - coalesce(parts.{{ size }}, 0), 2) as decimal(18, 2)) < placed.minimum_group
            as is_pooled
    from {{ name }}_placed as placed
    left join {{ name }}_parts as parts
        on
            placed.org_unit_key = parts.parent_org_unit_key
            {% for column in partition_by -%}
                and placed.{{ column }} = parts.{{ column }}
            {% endfor %}
),

{{ name }}_own as (
    {% if leaves_out_few_heads -%}
        select *
        from {{ name }}_each
        qualify
            not is_pooled
            or sum(case when is_pooled then {{ size }} else 0 end) over (partition by {{ parts }} minimum_group)
            >= minimum_group
    {%- else -%}
        select * from {{ name }}_each
    {%- endif %}
),

{{ name }}_root as (
    select org_unit_key
    from {{ ref('dim_org_unit') }}
    where parent_org_unit_key is null
),

{{ name }}_cells as (
    -- Shown units: all below that is not pooled; the root holds everybody.
    select
        {% for column in partition_by -%}
            own.{{ column }},
        {% endfor %}
        bridge.ancestor_org_unit_key as cell_key,
        max(unit.parent_org_unit_key) as parent_cell_key,
        {% for column in sums -%}
            sum(own.{{ column }}) as {{ column }},
        {% endfor %}
        max(own.minimum_group) as minimum_group,
        true as is_shown
    from {{ name }}_own as own
    inner join {{ ref('bridge_org_unit') }} as bridge
        on own.org_unit_key = bridge.descendant_org_unit_key
    inner join {{ ref('dim_org_unit') }} as unit
        on bridge.ancestor_org_unit_key = unit.org_unit_key
    where not own.is_pooled or unit.parent_org_unit_key is null
    group by
        {% for column in partition_by -%}
            own.{{ column }},
        {% endfor %}
        bridge.ancestor_org_unit_key

    union all

    select
        {% for column in partition_by -%}
            own.{{ column }},
        {% endfor %}
        root.org_unit_key || '/heads' as cell_key,
        max(root.org_unit_key) as parent_cell_key,
        {% for column in sums -%}
            sum(own.{{ column }}) as {{ column }},
        {% endfor %}
        max(own.minimum_group) as minimum_group,
        true as is_shown
    from {{ name }}_own as own
    cross join {{ name }}_root as root
    where own.is_pooled
    group by
        {% for column in partition_by -%}
            own.{{ column }},
        {% endfor %}
        root.org_unit_key

    union all

    -- People directly in a unit, enough of them to stay in it, whom no row shows alone.
    select
        {{ parts }}
        org_unit_key || '/rest' as cell_key,
        org_unit_key as parent_cell_key,
        {% for column in sums -%}
            {{ column }},
        {% endfor %}
        minimum_group,
        false as is_shown
    from {{ name }}_own
    where is_rest and not is_pooled
),

{{ name }}_sized as (
    select
        *,
        cast(round({{ size }}, 2) as decimal(18, 2)) as cell_size
    from {{ name }}_cells
),

{{ suppression(name ~ '_hidden', name ~ '_sized', partition_by, depth) }},

{{ name }} as (
    select
        {% for column in partition_by -%}
            cells.{{ column }},
        {% endfor %}
        cells.cell_key,
        cells.parent_cell_key,
        coalesce(unit.org_unit_name, 'Heads of units') as org_unit_name,
        coalesce(unit.org_level, 2) as org_level,
        coalesce(unit.level_name, 'heads') as level_name,
        parent.org_unit_name as parent_org_unit_name,
        cells.parent_cell_key is null as is_whole,
        {% for column in sums -%}
            case when not hidden.is_suppressed then cells.{{ column }} end as {{ column }},
        {% endfor %}
        case when hidden.is_suppressed then {{ small_group_reason('cells.minimum_group') }} end as withheld_reason
    from {{ name }}_sized as cells
    inner join {{ name }}_hidden as hidden
        on
            cells.cell_key = hidden.cell_key
            {% for column in partition_by -%}
                and cells.{{ column }} = hidden.{{ column }}
            {% endfor %}
    left join {{ ref('dim_org_unit') }} as unit
        on cells.cell_key = unit.org_unit_key
    left join {{ ref('dim_org_unit') }} as parent
        on cells.parent_cell_key = parent.org_unit_key
    where cells.is_shown and cells.cell_size > 0
)
{%- endmacro %}

{#-
  Figures of the parts of one whole as they may be released: a tree of one level, the whole being public.
  `relation` has the `partition_by` columns, part_key, part_size (people) and whatever else; every row is a part.
  Yields common table expressions, the last called `name`: partition_by, part_key, is_suppressed, withheld_reason.
-#}
{% macro released_parts(name, relation, partition_by, policy=none) -%}
{%- set parts -%}
    {% for column in partition_by %}{{ column }}, {% endfor %}
{%- endset -%}
{{ name }}_policy as (
    {{ policy or disclosure_policy_in_force() }}
),

{{ name }}_cells as (
    select
        {{ parts }}
        'part/' || part_key as cell_key,
        'whole' as parent_cell_key,
        cast(part_size as decimal(18, 2)) as cell_size,
        policy.minimum_group,
        true as is_shown
    from {{ relation }}
    cross join {{ name }}_policy as policy

    union all

    select
        {{ parts }}
        'whole' as cell_key,
        cast(null as string) as parent_cell_key,
        cast(sum(part_size) as decimal(18, 2)) as cell_size,
        max(policy.minimum_group) as minimum_group,
        true as is_shown
    from {{ relation }}
    cross join {{ name }}_policy as policy
    {% if partition_by %}group by {{ partition_by | join(', ') }}{% endif %}
),

{{ suppression(name ~ '_hidden', name ~ '_cells', partition_by, 1) }},

{{ name }} as (
    select
        {% for column in partition_by -%}
            hidden.{{ column }},
        {% endfor %}
        substr(hidden.cell_key, 6) as part_key,
        hidden.is_suppressed,
        case when hidden.is_suppressed then {{ small_group_reason('policy.minimum_group') }} end as withheld_reason
    from {{ name }}_hidden as hidden
    cross join {{ name }}_policy as policy
    where hidden.cell_key <> 'whole'
)
{%- endmacro %}

{#- The disclosure policy in force for the whole group on the as-of date: one row. -#}
{% macro disclosure_policy_in_force() -%}
    {{ group_policy(ref('disclosure_policy'), ['minimum_group', 'lowest_org_level']) }}
{%- endmacro %}

{#-
  Why a figure is not shown. The same words whether the group itself is small or protects a smaller one: telling them
  apart would tell a reader which it is.
-#}
{% macro small_group_reason(minimum_group) -%}
    'fewer than ' || cast({{ minimum_group }} as string) || ' people, or it would give such a group away'
{%- endmacro %}

{#-
  A count rounded down to a multiple of the minimum group: 397 reads 395. For figures about part of a population that
  another table of the release counts to the head (without people of undisclosed gender, without leavers): two exact
  counts would give the few between them away, two rounded ones do not tell whether there is anybody.
-#}
{% macro at_least(count, minimum_group) -%}
    cast({{ count }} - {{ count }} % {{ minimum_group }} as bigint)
{%- endmacro %}

{#-
  Bands in an order, those with fewer people than the minimum group at either end standing with their neighbours:
  nothing is lost but who the extremes are.
  `relation` has a row per `keys`, `splits` and `band` (a number) with people_count and the `sums`. The `splits` (such as
  before and after) are each large enough, and share one cut. Yields common table expressions: `name` with the keys,
  own_band, and band, the one it stands with; and last `name`_parts, ready for `released_parts`: the keys, splits, band,
  part_key, has_lower and has_higher (whether bands stand with it from below and above), part_size and the sums.
-#}
{% macro folded_ends(name, relation, keys, band, splits=[], sums=[]) -%}
{%- set parts = (keys + splits) | join(', ') -%}
{{ name }}_policy as (
    {{ disclosure_policy_in_force() }}
),

{{ name }}_cumulated as (
    select
        {{ parts }},
        {{ band }} as own_band,
        policy.minimum_group,
        sum(people_count) over (partition by {{ parts }} order by {{ band }}) as from_below,
        sum(people_count) over (partition by {{ parts }} order by {{ band }} desc) as from_above
    from {{ relation }}
    cross join {{ name }}_policy as policy
),

{{ name }}_ends as (
    select
        {{ parts }},
        min(case when from_below >= minimum_group then own_band end) as lowest_band,
        max(case when from_above >= minimum_group then own_band end) as highest_band
    from {{ name }}_cumulated
    group by {{ parts }}
),

{{ name }}_edges as (
    select
        {{ keys | join(', ') }},
        max(lowest_band) as lowest_band,
        min(highest_band) as highest_band
    from {{ name }}_ends
    group by {{ keys | join(', ') }}
),

{{ name }} as (
    select distinct
        {{ columns_of('cumulated', keys) }},
        cumulated.own_band,
        greatest(least(cumulated.own_band, edges.highest_band), edges.lowest_band) as band
    from {{ name }}_cumulated as cumulated
    inner join {{ name }}_edges as edges
        on {{ same('cumulated', 'edges', keys) }}
),

{{ name }}_parts as (
    select
        {{ columns_of('sized', keys + splits) }},
        folded.band,
        cast(folded.band as string) as part_key,
        max(spans.lowest_band) < folded.band as has_lower,
        max(spans.highest_band) > folded.band as has_higher,
        {% for column in sums -%}
            sum(sized.{{ column }}) as {{ column }},
        {% endfor -%}
        sum(sized.people_count) as part_size
    from {{ relation }} as sized
    inner join {{ name }} as folded
        on
            {{ same('sized', 'folded', keys) }}
            and sized.{{ band }} = folded.own_band
    inner join (
        select
            {{ keys | join(', ') }},
            band,
            min(own_band) as lowest_band,
            max(own_band) as highest_band
        from {{ name }}
        group by {{ keys | join(', ') }}, band
    ) as spans
        on
            {{ same('folded', 'spans', keys) }}
            and folded.band = spans.band
    group by {{ columns_of('sized', keys + splits) }}, folded.band
)
{%- endmacro %}
