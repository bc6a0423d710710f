with answers as (
    select * from {{ ref('canonical__survey_response') }}
),

items as (
    select * from {{ ref('canonical__survey_item') }}
),

secret as (
    select secret from {{ source('raw_meritline', 'person_key_secrets') }}
    where secret_id = 1
)

select
    answers.company_id,
    answers.survey_id,
    {{ keyed_hash("answers.survey_id || '/response/' || answers.source_id", 'secret.secret') }} as respondent_key,
    answers.org_unit_key,
    answers.question_code,
    answers.answer_value,
    items.scale_min,
    items.scale_max,
    items.is_reverse_keyed,
    answers.submitted_date
from answers
cross join secret
inner join items
    on
        answers.survey_id = items.survey_id
        and answers.question_code = items.question_code
