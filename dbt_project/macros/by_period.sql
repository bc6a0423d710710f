{#-
  Adds the measures of direct members up: each unit with all below it, each company and the whole group ('*'), each
  reported period. `relation` has company_id, org_unit_key (direct members), month_start, the measures and further
  `keys` to keep apart; the result has company_id, org_unit_key (rolled up), period_type, period_start, period_end,
  the keys and the sums. Units go up the tree of the as-of date. Facts of no known company ('*') count for the group only.
-#}
{% macro by_period(relation, measures, keys=[]) -%}
{%- set key_list -%}
    {% for key in keys %}{{ key }}, {% endfor %}
{%- endset -%}
    select
        {{ key_list }}
        member.company_id,
        member.org_unit_key,
        period.period_type,
        period.period_start,
        period.period_end,
        {% for measure in measures -%}
            sum(member.{{ measure }}) as {{ measure }}{{ ',' if not loop.last }}
        {% endfor %}
    from (
        {% for company in ['direct.company_id', "'*'"] -%}
            select
                {{ key_list }}
                {{ company }} as company_id,
                bridge.ancestor_org_unit_key as org_unit_key,
                direct.month_start,
                {{ measures | join(', ') }}
            from {{ relation }} as direct
            inner join {{ ref('bridge_org_unit') }} as bridge
                on direct.org_unit_key = bridge.descendant_org_unit_key
            {% if not loop.last %}where direct.company_id <> '*' union all{% endif %}
        {% endfor %}
    ) as member
    inner join {{ ref('period_month') }} as period
        on member.month_start = period.month_start
    group by
        {{ key_list }}
        member.company_id,
        member.org_unit_key,
        period.period_type,
        period.period_start,
        period.period_end
{%- endmacro %}

{#- The group's root unit, where whoever and whatever has no unit on record counts as a direct member. -#}
{% macro root_org_unit() -%}
    select min(org_unit_key) as org_unit_key
    from {{ ref('dim_org_unit') }}
    where org_level = 1
{%- endmacro %}

{#- Assignments with a unit: the one on record, or else the root. -#}
{% macro placed_assignments() -%}
    select
        assignment.assignment_key,
        assignment.employment_key,
        assignment.person_key,
        assignment.company_id,
        coalesce(assignment.org_unit_key, root.org_unit_key) as org_unit_key,
        assignment.worker_type,
        assignment.valid_from,
        assignment.valid_to
    from {{ ref('fct_assignment') }} as assignment
    cross join (
        {{ root_org_unit() }}
    ) as root
{%- endmacro %}
