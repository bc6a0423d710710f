with surveys as (
    select * from {{ ref('canonical__survey') }}
),

invites as (
    select * from {{ ref('canonical__survey_invite') }}
    where token is not null
),

-- Completed responses; one invitation may answer twice, then the later answer stands.
responses as (
    select
        responses.*,
        row_number() over (
            partition by responses.survey_id, coalesce(responses.token, 'response:' || responses.response_id)
            order by responses.submitted_server_time desc, cast(responses.response_id as bigint) desc
        ) as newest
    from {{ ref('stg_limesurvey__responses') }} as responses
    where responses.known_to is null and responses.submitted_server_time is not null
),

answers as (
    select * from {{ ref('stg_limesurvey__response_answers') }}
    where known_to is null
),

items as (
    select * from {{ ref('canonical__survey_item') }}
),

options as (
    select * from {{ ref('stg_limesurvey__answer_options') }}
    where known_to is null
)

select
    responses.survey_id,
    responses.response_id as source_id,
    case when surveys.is_anonymous then '*' else coalesce(invites.company_id, '*') end as company_id,
    case when not surveys.is_anonymous then invites.org_unit_key end as org_unit_key,
    answers.question_code,
    options.assessment_value as answer_value,
    -- A survey without datestamps writes the first day of 1980.
    nullif(cast(responses.submitted_server_time as date), cast('1980-01-01' as date)) as submitted_date,
    'limesurvey' as source_system,
    answers.known_from
from responses
inner join surveys
    on responses.survey_id = surveys.survey_id
inner join answers
    on
        responses.survey_id = answers.survey_id
        and responses.response_id = answers.response_id
inner join items
    on
        answers.survey_id = items.survey_id
        and answers.question_code = items.question_code
left join options
    on
        items.survey_id = options.survey_id
        and items.scale_question_id = options.question_id
        and answers.answer_code = options.answer_code
left join invites
    on
        responses.survey_id = invites.survey_id
        and responses.token = invites.token
where responses.newest = 1

union all

-- An anonymous answer leads to no unit, whatever the file says.
select
    answers.survey_id,
    answers.response_id as source_id,
    case when surveys.is_anonymous then '*' else coalesce(org_units.company_id, '*') end as company_id,
    case when not surveys.is_anonymous then org_units.org_unit_key end as org_unit_key,
    answers.question_code,
    answers.answer_value,
    answers.submitted_date,
    answers.source_system,
    answers.known_from
from {{ ref('stg_contract__survey_responses') }} as answers
inner join surveys
    on
        answers.source_system = surveys.source_system
        and answers.survey_id = surveys.survey_id
inner join items
    on
        answers.survey_id = items.survey_id
        and answers.question_code = items.question_code
left join {{ ref('canonical__org_unit') }} as org_units
    on answers.org_unit_id = org_units.org_unit_id
where answers.known_to is null
