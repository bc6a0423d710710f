with surveys as (
    select * from {{ ref('stg_limesurvey__surveys') }}
    where known_to is null
)

select
    survey_id,
    '*' as company_id,
    survey_title,
    is_anonymous,
    'limesurvey' as source_system,
    survey_id as source_id,
    known_from
from surveys

union all

select
    survey_id,
    company_id,
    survey_title,
    mode = 'anonymous' as is_anonymous,
    source_system,
    survey_id as source_id,
    known_from
from {{ ref('stg_contract__surveys') }}
where known_to is null
