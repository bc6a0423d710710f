with invites as (
    select * from {{ ref('canonical__survey_invite') }}
),

secret as (
    select secret from {{ source('raw_meritline', 'person_key_secrets') }}
    where secret_id = 1
)

select
    invites.company_id,
    invites.survey_id,
    {{ keyed_hash("invites.survey_id || '/invite/' || invites.source_id", 'secret.secret') }} as invite_key,
    invites.org_unit_key,
    invites.is_completed
from invites
cross join secret
