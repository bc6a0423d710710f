with participants as (
    select * from {{ ref('stg_limesurvey__participants') }}
    where known_to is null
),

surveys as (
    select * from {{ ref('canonical__survey') }}
),

org_units as (
    select * from {{ ref('canonical__org_unit') }}
)

select
    participants.survey_id,
    participants.participant_id as source_id,
    coalesce(org_units.company_id, '*') as company_id,
    org_units.org_unit_key,
    case when not surveys.is_anonymous then participants.token end as token,
    coalesce(participants.completed_state, 'N') <> 'N' as is_completed,
    'limesurvey' as source_system,
    participants.known_from
from participants
inner join surveys
    on participants.survey_id = surveys.survey_id
left join org_units
    on participants.department_name = org_units.org_unit_id

union all

select
    invites.survey_id,
    invites.invite_id as source_id,
    coalesce(org_units.company_id, '*') as company_id,
    org_units.org_unit_key,
    cast(null as string) as token,
    invites.is_completed,
    invites.source_system,
    invites.known_from
from {{ ref('stg_contract__survey_invites') }} as invites
inner join surveys
    on
        invites.source_system = surveys.source_system
        and invites.survey_id = surveys.survey_id
left join org_units
    on invites.org_unit_id = org_units.org_unit_id
where invites.known_to is null
