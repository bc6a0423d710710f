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

summed as (
    {{ by_dimension('direct', ['completed_count', 'placed_count', 'invited_count'], cuts=[]) }}
)

{{ kpi_rows('response_rate', 'summed', [{
    'name': 'invited',
    'numerator': 'completed_count',
    'denominator': 'invited_count',
    'coverage': 'cast(placed_count as double) / nullif(cast(invited_count as double), 0)',
}]) }}

union all

{{ absent_kpi('response_rate', ['invited'], ['survey_invite', 'is_completed'], 'no_source_delivers_invitations') }}
