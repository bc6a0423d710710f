{#-
  The rows of a policy seed that bind a company on a date. A company with rows of its own in force is bound by those
  alone, every other company by the rows of company '*'.
  `asked` has company_id and policy_date, one row each.
-#}
{% macro policy_on_date(policy, asked, columns) -%}
    select
        asked.company_id,
        asked.policy_date,
        {% for column in columns -%}
            policy.{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ asked }} as asked
    inner join {{ policy }} as policy
        on
            policy.company_id in (asked.company_id, '*')
            and policy.valid_from <= asked.policy_date
            and (policy.valid_to is null or policy.valid_to > asked.policy_date)
    qualify
        dense_rank() over (
            partition by asked.company_id, asked.policy_date
            order by case when policy.company_id = '*' then 1 else 0 end
        ) = 1
{%- endmacro %}
