{#-
  The rows of a policy seed that bind each row of `asked` on its date. A company with rows of its own in force is
  bound by those alone, every other company by the rows of company '*'.
  `asked` has company_id among its `keys`, which name a row once, and `date_column`.
    `matched`     columns of both: of the policy only the rows with the value asked for bind (a matrix of several).
    `each`        columns of the policy that name things apart: a company's own row replaces the row of '*' for the
                  same thing and leaves the others in force.
    `overridden`  columns of both: what is asked for comes before the policy, where it is not null.
-#}
{% macro binding_policy(policy, asked, keys, date_column, columns, matched=[], each=[], overridden=[]) -%}
    select
        {% for key in keys -%}
            asked.{{ key }},
        {% endfor -%}
        {% for column in columns -%}
            {% if column in overridden -%}
                coalesce(asked.{{ column }}, policy.{{ column }}) as {{ column }}{{ ',' if not loop.last }}
            {% else -%}
                policy.{{ column }}{{ ',' if not loop.last }}
            {% endif -%}
        {% endfor %}
    from {{ asked }} as asked
    inner join {{ policy }} as policy
        on
            policy.company_id in (asked.company_id, '*')
            and policy.valid_from <= asked.{{ date_column }}
            and (policy.valid_to is null or policy.valid_to > asked.{{ date_column }})
            {% for column in matched -%}
                and asked.{{ column }} = policy.{{ column }}
            {% endfor %}
    qualify
        dense_rank() over (
            partition by
                {% for key in keys -%}
                    asked.{{ key }}{{ ', ' if each or not loop.last }}
                {%- endfor %}
                {% for column in each -%}
                    policy.{{ column }}{{ ', ' if not loop.last }}
                {%- endfor %}
            order by case when policy.company_id = '*' then 1 else 0 end
        ) = 1
{%- endmacro %}

{#- The policy of each company on each policy_date asked for. -#}
{% macro policy_on_date(policy, asked, columns, each=[]) -%}
    {{ binding_policy(policy, asked, ['company_id', 'policy_date'], 'policy_date', columns, each=each) }}
{%- endmacro %}

{#-
  The rows of a policy in force on the as-of date that bind the whole group, those of company `*`: for what is asked of
  all companies together.
-#}
{% macro group_policy(policy, columns) -%}
    select
        {{ columns | join(',\n        ') }}
    from {{ policy }}
    where
        company_id = '*'
        and valid_from <= {{ as_of_date() }}
        and (valid_to is null or valid_to > {{ as_of_date() }})
{%- endmacro %}

{#- The policy of each compensation cycle and scenario on its decision date. -#}
{% macro policy_in_force(policy, decisions, columns, matched=[], overridden=[]) -%}
    {{ binding_policy(
        policy, decisions, ['company_id', 'cycle_id', 'scenario_id'], 'decision_date', columns,
        matched=matched, overridden=overridden
    ) }}
{%- endmacro %}

{#- Every company that one of the policies names, `*` too, on every day from which one of them may say something else. -#}
{% macro policy_days(policies) -%}
    select distinct
        companies.company_id,
        days.policy_date
    from (
        {% for policy in policies -%}
            select company_id from {{ policy }}{{ ' union all ' if not loop.last }}
        {% endfor %}
    ) as companies
    cross join (
        {% for policy in policies -%}
            select valid_from as policy_date from {{ policy }}
            union all
            select valid_to as policy_date from {{ policy }} where valid_to is not null
            {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as days
{%- endmacro %}
