with root as (
    {{ root_org_unit() }}
),

-- A survey belongs to the month in which its last response came in.
surveys as (
    select
        survey_id,
        cast(date_trunc('month', max(submitted_date)) as date) as month_start
    from {{ ref('fct_survey_answer') }}
    group by survey_id
),

direct as (
    select
        invite.company_id,
        coalesce(invite.org_unit_key, root.org_unit_key) as org_unit_key,
        surveys.month_start,
        count_if(invite.is_completed) as completed_count,
        count_if(invite.org_unit_key is not null) as placed_count,
        count(*) as invited_count
    from {{ ref('fct_survey_invite') }} as invite
    inner join surveys
        on invite.survey_id = surveys.survey_id
    cross join root
    group by invite.company_id, coalesce(invite.org_unit_key, root.org_unit_key), surveys.month_start
),

by_period as (
    {{ by_period('direct', ['completed_count', 'placed_count', 'invited_count']) }}
)

select
    'response_rate' as kpi_id,
    'invited' as variant,
    '1' as definition_version,
    period_type,
    period_start,
    period_end,
    company_id,
    org_unit_key,
    cast(completed_count as double) as numerator,
    cast(invited_count as double) as denominator,
    cast(invited_count as bigint) as n,
    cast(placed_count as double) / nullif(cast(invited_count as double), 0) as coverage_ratio,
    cast(null as string) as withheld_reason
from by_period

union all

{{ absent_kpi('response_rate', ['invited'], ['survey_invite', 'is_completed'], 'no_source_delivers_invitations') }}
