select
    company_id,
    source_system,
    source_id,
    case source_system
        when 'moodle' then 'No person has the account''s employee number or e-mail address.'
        else 'No person has the employee number.'
    end as reason
from {{ ref('canonical__identity_link') }}
where match_rule = 'unmatched'
