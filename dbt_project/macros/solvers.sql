{#-
  Who fills which role when every role is to be filled at the same time and nobody twice (`solvers/matching.py`), per
  value of `scope`. `relation` has scope, role_order and person_order (whole numbers, the smaller the sooner), role_key
  and person_key. Returns scope, role_key and person_key of the roles that are filled.
-#}
{% macro filled_roles(relation, scope) -%}
    {{ return(adapter.dispatch('filled_roles', 'meritline')(relation, scope)) }}
{%- endmacro %}

{% macro default__filled_roles(relation, scope) -%}
    select
        {{ scope }},
        pair[1] as role_key,
        pair[2] as person_key
    from (
        select
            {{ scope }},
            unnest(fill_roles(offers)) as pair
        from (
            select
                {{ scope }},
                list([
                    cast(role_order as varchar), role_key, cast(person_order as varchar), person_key
                ]) as offers
            from {{ relation }}
            group by {{ scope }}
        ) as collected
    ) as solved
{%- endmacro %}

{% macro spark__filled_roles(relation, scope) -%}
    select
        {{ scope }},
        pair[0] as role_key,
        pair[1] as person_key
    from (
        select
            {{ scope }},
            explode(fill_roles(offers)) as pair
        from (
            select
                {{ scope }},
                collect_list(array(
                    cast(role_order as string), role_key, cast(person_order as string), person_key
                )) as offers
            from {{ relation }}
            group by {{ scope }}
        ) as collected
    ) as solved
{%- endmacro %}

{#-
  A logistic regression (`solvers/logistic.py`) per value of `scope`. `relation` has scope, `cases` and `events` (how
  many, and of them with the event), the `terms` (numbers, null where unknown) and `penalty`, one per scope.
  Returns scope, term_number (0 for the intercept, else the place among the terms), mean_value, weight, standard_error;
  no row for a scope from which nothing can be learned.
-#}
{% macro fitted_logistic(relation, scope, cases, events, terms, penalty) -%}
    {{ return(adapter.dispatch('fitted_logistic', 'meritline')(relation, scope, cases, events, terms, penalty)) }}
{%- endmacro %}

{% macro default__fitted_logistic(relation, scope, cases, events, terms, penalty) -%}
    select
        {{ scope }},
        cast(answer[1] as int) as term_number,
        answer[2] as mean_value,
        answer[3] as weight,
        answer[4] as standard_error
    from (
        select
            {{ scope }},
            unnest(fit_logistic(counted, penalty)) as answer
        from (
            select
                {{ scope }},
                list([cast({{ ([cases, events] + terms) | join(' as double), cast(') }} as double)]) as counted,
                cast(max({{ penalty }}) as double) as penalty
            from {{ relation }}
            group by {{ scope }}
        ) as collected
    ) as solved
{%- endmacro %}

{% macro spark__fitted_logistic(relation, scope, cases, events, terms, penalty) -%}
    select
        {{ scope }},
        cast(answer[0] as int) as term_number,
        answer[1] as mean_value,
        answer[2] as weight,
        answer[3] as standard_error
    from (
        select
            {{ scope }},
            explode(fit_logistic(counted, penalty)) as answer
        from (
            select
                {{ scope }},
                collect_list(
                    array(cast({{ ([cases, events] + terms) | join(' as double), cast(') }} as double))
                ) as counted,
                cast(max({{ penalty }}) as double) as penalty
            from {{ relation }}
            group by {{ scope }}
        ) as collected
    ) as solved
{%- endmacro %}
