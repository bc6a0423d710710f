{#-
  The rows of a policy seed that bind each company of `decisions` on its decision date. A company with rows of its
  own in force is bound by those alone, every other company by the rows of company '*'.
  `decisions` needs company_id, cycle_id, scenario_id and decision_date, one row per cycle.
-#}
{% macro policy_in_force(policy, decisions, columns) -%}
    select
        decisions.company_id,
        decisions.cycle_id,
        decisions.scenario_id,
        {% for column in columns -%}
            policy.{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ decisions }} as decisions
    inner join {{ policy }} as policy
        on
            policy.company_id in (decisions.company_id, '*')
            and policy.valid_from <= decisions.decision_date
            and (policy.valid_to is null or policy.valid_to > decisions.decision_date)
    qualify
        dense_rank() over (
            partition by decisions.company_id, decisions.cycle_id, decisions.scenario_id
            order by case when policy.company_id = '*' then 1 else 0 end
        ) = 1
{%- endmacro %}
