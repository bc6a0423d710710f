-- Weights of one company and span of time make a whole; each ramp rises.
select
    company_id,
    valid_from,
    sum(weight_ratio) as weight_ratio
from {{ ref('promotion_weight') }}
group by company_id, valid_from
having sum(weight_ratio) <> 1 or count_if(target_value <= floor_value) > 0 or count_if(weight_ratio <= 0) > 0
