-- On every day and for every company the weights of the readiness score make a whole; each is above 0, each ramp rises.
with asked as (
    {{ policy_days([ref('promotion_weight')]) }}
),

weights as (
    {{ policy_on_date(
        ref('promotion_weight'), 'asked', ['component_id', 'weight_ratio', 'floor_value', 'target_value']
    ) }}
),

added as (
    select
        company_id,
        policy_date,
        sum(weight_ratio) as weight_ratio,
        count_if(weight_ratio <= 0) as empty_count,
        count_if(target_value <= floor_value) as falling_count
    from weights
    group by company_id, policy_date
)

select
    company_id,
    policy_date,
    weight_ratio,
    'promotion_weight, company ' || company_id || ' from ' || cast(policy_date as string)
    || case
        when weight_ratio <> 1 then ': the weights add up to ' || cast(weight_ratio as string) || ' and not to 1.'
        when empty_count > 0 then ': a weight is not above 0.'
        else ': a target is not above its floor.'
    end
    || ' Correct seeds/policy/promotion_weight.csv.' as sentence
from added
where weight_ratio <> 1 or empty_count > 0 or falling_count > 0
