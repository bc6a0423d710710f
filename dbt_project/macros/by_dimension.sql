{#- The attributes of a person that KPIs are cut by; whoever has none on record is `unknown`. -#}
{% macro kpi_cuts() -%}
    {{ return(['gender', 'grade', 'location', 'tenure_band', 'age_band', 'worker_type']) }}
{%- endmacro %}

{#- What a figure of the KPI mart stands for: the columns that two of its tables are joined by. -#}
{% macro kpi_cell() -%}
    {{ return([
        'tree', 'dimension', 'dimension_value', 'company_id', 'org_unit_key', 'period_type', 'period_start',
        'period_end'
    ]) }}
{%- endmacro %}

{#-
  Adds the measures of direct members up, month by month: each unit with all below it in both trees, each company and
  the whole group ('*'), everybody ('all') and each value of each cut.

  `relation` has company_id, org_unit_key (direct members), month_start, the measures, further `keys` to keep apart and
  the columns of `cuts`; a relation without people behind it has cuts=[] and gives the whole alone. Direct
  members are added up first, to all cuts at once and then to each, so that few sums climb the tree. Units are added up by the tree at the close of the month, or as
  `climbed` says: a mapping of name to expression over `direct` (the sums) and `in_tree`. Facts of no known company
  ('*') count for the group only.
  Yields the keys, tree, dimension, dimension_value, company_id, org_unit_key (rolled up), month_start and the sums.
-#}
{% macro by_unit_month(relation, measures, keys=[], cuts=kpi_cuts(), climbed=none) -%}
{%- set names = measures if climbed is none else climbed.keys() | list -%}
{%- set key_list -%}
    {% for key in keys %}{{ key }}, {% endfor %}
{%- endset %}
{%- set value -%}
    {% if cuts -%}
        case cut.dimension
            {% for column in cuts -%}
                when '{{ column }}' then coalesce(member.{{ column }}, 'unknown')
            {% endfor -%}
            else 'all'
        end
    {%- else -%}
        'all'
    {%- endif %}
{%- endset %}
    select
        {{ key_list }}
        cell.tree,
        cell.dimension,
        cell.dimension_value,
        case when scope.is_group then '*' else cell.company_id end as company_id,
        cell.org_unit_key,
        cell.month_start,
        {% for name in names -%}
            sum(cell.{{ name }}) as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        select
            {{ key_list }}
            in_tree.tree,
            direct.dimension,
            direct.dimension_value,
            direct.company_id,
            in_tree.ancestor_org_unit_key as org_unit_key,
            direct.month_start,
            {% for name in names -%}
                sum({{ 'direct.' ~ name if climbed is none else climbed[name] }}) as {{ name }}{{ ',' if not loop.last }}
            {% endfor %}
        from (
            select
                {{ key_list }}
                member.company_id,
                member.org_unit_key,
                member.month_start,
                cut.dimension,
                {{ value | indent(16) }} as dimension_value,
                {% for measure in measures -%}
                    sum(member.{{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
                {% endfor %}
            from (
                select
                    {{ key_list }}
                    company_id,
                    org_unit_key,
                    month_start,
                    {% for column in cuts -%}
                        {{ column }},
                    {% endfor -%}
                    {% for measure in measures -%}
                        sum({{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
                    {% endfor %}
                from {{ relation }}
                group by
                    {{ key_list }}
                    company_id,
                    org_unit_key,
                    {% for column in cuts -%}
                        {{ column }},
                    {% endfor -%}
                    month_start
            ) as member
            cross join (
                select 'all' as dimension
                {% for column in cuts -%}
                    union all
                    select '{{ column }}' as dimension
                {% endfor %}
            ) as cut
            group by
                {{ key_list }}
                member.company_id,
                member.org_unit_key,
                member.month_start,
                cut.dimension
                {%- if cuts %},
                    {{ value | indent(20) }}
                {%- endif %}
        ) as direct
        inner join {{ ref('org_tree_month') }} as in_tree
            on
                direct.org_unit_key = in_tree.descendant_org_unit_key
                and direct.month_start = in_tree.month_start
        where
            (direct.dimension = 'all' or in_tree.is_cut)
            {{ 'and in_tree.is_at_close' if climbed is none }}
        group by
            {{ key_list }}
            in_tree.tree,
            direct.dimension,
            direct.dimension_value,
            direct.company_id,
            in_tree.ancestor_org_unit_key,
            direct.month_start
    ) as cell
    inner join (
        select true as is_group
        union all
        select false as is_group
    ) as scope
        on scope.is_group or cell.company_id <> '*'
    group by
        {{ key_list }}
        cell.tree,
        cell.dimension,
        cell.dimension_value,
        case when scope.is_group then '*' else cell.company_id end,
        cell.org_unit_key,
        cell.month_start
{%- endmacro %}

{#-
  `by_unit_month` added up over each reported period: the keys, the columns of `kpi_cell` and the sums. With
  `at_close` a measure counts in the last month of each period alone: for what is there at a moment.
-#}
{% macro by_dimension(relation, measures, keys=[], cuts=kpi_cuts(), at_close=false) -%}
{%- set key_list -%}
    {% for key in keys %}member.{{ key }}, {% endfor %}
{%- endset %}
    select
        {{ key_list }}
        member.tree,
        member.dimension,
        member.dimension_value,
        member.company_id,
        member.org_unit_key,
        period.period_type,
        period.period_start,
        period.period_end,
        {% for measure in measures -%}
            sum(member.{{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        {{ by_unit_month(relation, measures, keys, cuts) }}
    ) as member
    inner join {{ ref('period_month') }} as period
        on member.month_start = period.month_start
    {% if at_close -%}
        where period.month_end = period.period_end
    {%- endif %}
    group by
        {{ key_list }}
        member.tree,
        member.dimension,
        member.dimension_value,
        member.company_id,
        member.org_unit_key,
        period.period_type,
        period.period_start,
        period.period_end
{%- endmacro %}

{#-
  Where a fact about a person happened: the columns of a place, and the join to it from a relation with a column
  `person_key` and the day of the fact, or with key='employment_key' to the place in that employment, whether the
  person is counted in it or in another. The unit, the grade and the rest are those of the day, service and age those at
  the close of its month.
-#}
{% macro place_columns() -%}
    place.company_id,
    place.org_unit_key,
    place.month_start
    {%- for column in kpi_cuts() %},
    place.{{ column }}
    {%- endfor %}
{%- endmacro %}

{% macro at_place(fact, date_column, key='person_key') -%}
    inner join {{ ref('person_month') }} as place
        on
            {{ fact }}.{{ key }} = place.{{ key }}
            and cast(date_trunc('month', {{ fact }}.{{ date_column }}) as date) = place.month_start
            {% if key == 'person_key' -%}
                and {{ fact }}.{{ date_column }} >= place.place_counted_from
                and {{ fact }}.{{ date_column }} < place.place_counted_until
            {%- else -%}
                and {{ fact }}.{{ date_column }} >= place.valid_from
                and {{ fact }}.{{ date_column }} < place.valid_until
            {%- endif %}
{%- endmacro %}

{#- The group's root unit, where whoever and whatever has no unit on record counts as a direct member. -#}
{% macro root_org_unit() -%}
    select min(org_unit_key) as org_unit_key
    from {{ ref('dim_org_unit') }}
    where org_level = 1
{%- endmacro %}

{#-
  The rows of `relation` once for every unit above them, company and whole group, tree and period that ends with their
  month: for figures that cannot be added up, such as a median. The relation has company_id, org_unit_key (direct
  members), month_start and the `columns`; the result has the columns of `kpi_cell` (the whole: 'all') and `columns`.
-#}
{% macro within_unit(relation, columns) -%}
    select
        in_tree.tree,
        'all' as dimension,
        'all' as dimension_value,
        case when scope.is_group then '*' else direct.company_id end as company_id,
        in_tree.ancestor_org_unit_key as org_unit_key,
        period.period_type,
        period.period_start,
        period.period_end,
        {% for column in columns -%}
            direct.{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ relation }} as direct
    inner join {{ ref('org_tree_month') }} as in_tree
        on
            direct.org_unit_key = in_tree.descendant_org_unit_key
            and direct.month_start = in_tree.month_start
    inner join {{ ref('period_month') }} as period
        on
            direct.month_start = period.month_start
            and period.month_end = period.period_end
    inner join (
        select true as is_group
        union all
        select false as is_group
    ) as scope
        on scope.is_group or direct.company_id <> '*'
    where in_tree.is_at_close
{%- endmacro %}

{#- Where a person of an employment stood until a change on a day: the unit and grade that the change left behind. -#}
{% macro at_place_before(fact, date_column) -%}
    inner join {{ ref('person_month') }} as place
        on
            {{ fact }}.employment_key = place.employment_key
            and cast(date_trunc('month', {{ fact }}.{{ date_column }}) as date) = place.month_start
            and {{ fact }}.{{ date_column }} = place.valid_until
{%- endmacro %}
