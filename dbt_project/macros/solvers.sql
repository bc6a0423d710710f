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
