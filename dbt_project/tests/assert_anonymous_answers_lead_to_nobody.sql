-- Critical: an answer of an anonymous survey carries no unit, and its invitations no token.
select answers.survey_id
from {{ ref('fct_survey_answer') }} as answers
inner join {{ ref('canonical__survey') }} as surveys
    on answers.survey_id = surveys.survey_id
where surveys.is_anonymous and answers.org_unit_key is not null

union all

select invites.survey_id
from {{ ref('canonical__survey_invite') }} as invites
inner join {{ ref('canonical__survey') }} as surveys
    on invites.survey_id = surveys.survey_id
where surveys.is_anonymous and invites.token is not null
