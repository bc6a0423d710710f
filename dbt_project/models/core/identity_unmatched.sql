select
    company_id,
    source_system,
    source_id,
    case
        when match_rule = 'conflict' then 'The employee number names one person, the verified e-mail address another.'
        when source_system = 'moodle' then 'No person has the account''s employee number or verified e-mail address.'
        else 'No person has the employee number.'
    end as reason,
    case source_system
        when 'moodle' then 'Set ID number in Moodle'
        when 'limesurvey' then 'Correct the participant''s employee number in LimeSurvey'
        when 'payroll_register' then 'Ask payroll for a register with the HR system''s numbers'
        else 'Correct the number in the file, or the table it comes from'
    end || ', or add a reviewed row to dbt_project/seeds/corrections/manual_identity_links.csv.' as remedy
from {{ ref('canonical__identity_link') }}
where match_rule in ('unmatched', 'conflict')
