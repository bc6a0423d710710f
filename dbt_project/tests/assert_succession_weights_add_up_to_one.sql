-- On every day and for every company the weights of readiness for a role, and those of the criteria of critical roles,
-- make a whole; each is above 0, each ramp rises.
{%- set policies = {'succession_weight': 'component_id', 'criticality_weight': 'criterion_id'} %}
with
{% for policy, part in policies.items() -%}
    {{ policy }}_days as (
        {{ policy_days([ref(policy)]) }}
    ),

    {{ policy }}_bound as (
        {{ policy_on_date(
            ref(policy), policy ~ '_days', [part, 'weight_ratio', 'floor_value', 'target_value']
        ) }}
    ),

{% endfor -%}
added as (
    {% for policy in policies -%}
        select
            '{{ policy }}' as policy,
            company_id,
            policy_date,
            sum(weight_ratio) as weight_ratio,
            count_if(weight_ratio <= 0) as empty_count,
            count_if(target_value <= floor_value) as falling_count
        from {{ policy }}_bound
        group by company_id, policy_date
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    policy,
    company_id,
    policy_date,
    weight_ratio,
    policy || ', company ' || company_id || ' from ' || cast(policy_date as string)
    || case
        when weight_ratio <> 1 then ': the weights add up to ' || cast(weight_ratio as string) || ' and not to 1.'
        when empty_count > 0 then ': a weight is not above 0.'
        else ': a target is not above its floor.'
    end
    || ' Correct seeds/policy/' || policy || '.csv.' as sentence
from added
where weight_ratio <> 1 or empty_count > 0 or falling_count > 0
