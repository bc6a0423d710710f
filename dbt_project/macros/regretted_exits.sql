{#- Voluntary exits of employees, with what HR's flag and the rule say of each. -#}
{% macro regretted_exits() -%}
    select
        *,
        exit_count as voluntary_count,
        case when is_regretted then exit_count else 0 end as flagged_count,
        case when is_regretted is not null then exit_count else 0 end as flag_known_count,
        case when is_regretted_by_rule then exit_count else 0 end as ruled_count,
        case when is_regretted_by_rule is not null then exit_count else 0 end as rule_known_count,
        case when is_regretted is not null and is_regretted_by_rule is not null then exit_count else 0 end
            as both_known_count,
        case when is_regretted <> is_regretted_by_rule then exit_count else 0 end as disagreeing_count
    from {{ ref('counted_exit') }}
    where worker_type = 'employee' and exit_type = 'voluntary'
{%- endmacro %}

{% macro regretted_measures() -%}
    {{ return([
        'voluntary_count', 'flagged_count', 'flag_known_count', 'ruled_count', 'rule_known_count', 'both_known_count',
        'disagreeing_count'
    ]) }}
{%- endmacro %}
