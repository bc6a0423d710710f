with people as (
    select
        company_id,
        person_key,
        cycle_id,
        cycle_end_date,
        is_cycle_closed,
        goal_basis,
        scorecard_status as status,
        scorecard_coverage_ratio as coverage_ratio,
        scorecard_withheld_reason as withheld_reason,
        cast(sum(contribution) as decimal(18, 6)) as score,
        count(*) as kra_count,
        count(score) as scored_kra_count
    from {{ ref('scorecard_employee_kra') }}
    group by
        company_id,
        person_key,
        cycle_id,
        cycle_end_date,
        is_cycle_closed,
        goal_basis,
        scorecard_status,
        scorecard_coverage_ratio,
        scorecard_withheld_reason
),

asked as (
    select distinct
        company_id,
        cycle_end_date as policy_date
    from people
),

bands as (
    {{ policy_on_date(ref('rag_band'), 'asked', ['rag', 'lower_score', 'upper_score']) }}
)

select
    people.company_id,
    people.person_key,
    people.cycle_id,
    people.cycle_end_date,
    people.is_cycle_closed,
    people.score,
    people.coverage_ratio,
    people.status,
    bands.rag,
    people.goal_basis,
    people.kra_count,
    people.scored_kra_count,
    people.withheld_reason
from people
left join bands
    on
        people.company_id = bands.company_id
        and people.cycle_end_date = bands.policy_date
        and (bands.lower_score is null or cast(people.score as decimal(18, 4)) >= bands.lower_score)
        and (bands.upper_score is null or cast(people.score as decimal(18, 4)) < bands.upper_score)
        and people.score is not null
