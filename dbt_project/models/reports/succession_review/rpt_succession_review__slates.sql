-- Whether those named mirror those who could be, by gender and company.
select
    slates.company_id,
    {{ plain_words('slates.group_id') }} as group_name,
    {{ plain_words('slates.reference_id') }} as reference_name,
    slates.pool_count,
    slates.named_count,
    slates.reference_pool_count,
    slates.reference_named_count,
    cast(slates.impact_ratio as decimal(18, 2)) as impact_ratio,
    cast(slates.p_value as decimal(18, 2)) as p_value,
    case slates.state
        when 'no_concern' then 'Nothing stands out'
        when 'practical_only' then 'Named less often; chance alone could do it'
        when 'statistical_only' then 'Named a little less often, hardly by chance'
        when 'both' then 'Named less often, hardly by chance'
        else 'Too few people to judge'
    end
    || case when slates.is_one_person_sensitive then '; one nomination more would turn it' else '' end as verdict
from {{ ref('slate_diversity') }} as slates
