-- Critical: an employment without a range would be counted in no unit.
select employments.employment_key
from {{ ref('fct_employment') }} as employments
left join {{ ref('fct_assignment') }} as assignments
    on employments.employment_key = assignments.employment_key
where not employments.is_rescinded and assignments.employment_key is null
