-- What decides about pay beside pay and ratings, as known on the decision date; somebody of whom nothing is known has
-- zeros and blanks.
with population as (
    select * from {{ ref('compensation_population') }}
),

links as (
    select
        source_system,
        source_id,
        person_key
    from {{ ref('canonical__identity_link') }}
    where person_key is not null
),

-- Unpaid leave on the decision date, from its first day to its last.
unpaid_leaves as (
    select
        population.company_id,
        population.cycle_id,
        population.person_key,
        cast(max({{ days_between('absences.from_date', 'absences.to_date') }}) + 1 as int) as unpaid_leave_days
    from population
    inner join links
        on population.person_key = links.person_key
    inner join {{ ref('canonical__absence') }} as absences
        on
            links.source_system = absences.source_system
            and links.source_id = absences.person_source_id
            and population.decision_date >= absences.from_date
            and population.decision_date <= absences.to_date
    where not absences.is_paid
    group by population.company_id, population.cycle_id, population.person_key
),

improvement_plans as (
    select
        population.company_id,
        population.cycle_id,
        population.person_key,
        max(plans.agreed_date) as improvement_plan_date
    from population
    inner join links
        on population.person_key = links.person_key
    inner join {{ ref('canonical__dev_plan') }} as plans
        on
            links.source_system = plans.source_system
            and links.source_id = plans.person_source_id
            and population.decision_date >= plans.agreed_date
            and (plans.closed_date is null or population.decision_date < plans.closed_date)
    where plans.plan_kind = 'improvement'
    group by population.company_id, population.cycle_id, population.person_key
),

-- The year that ends with the decision; money in two currencies has no sum.
awards as (
    select
        population.company_id,
        population.cycle_id,
        population.person_key,
        cast(count(*) as int) as award_count,
        cast(count_if(awards.award_type = 'recognition') as int) as recognition_count,
        case when count(distinct awards.currency) = 1 then sum(awards.amount) end as award_amount,
        case when count(distinct awards.currency) = 1 then max(awards.currency) end as award_currency
    from population
    inner join links
        on population.person_key = links.person_key
    inner join {{ ref('canonical__award') }} as awards
        on
            links.source_system = awards.source_system
            and links.source_id = awards.person_source_id
            and population.decision_date >= awards.award_date
            and {{ completed_months('awards.award_date', 'population.effective_date') }} < 12
    group by population.company_id, population.cycle_id, population.person_key
),

reports as (
    select
        cycle_id,
        manager_person_key as person_key,
        cast(count(*) as int) as direct_report_count
    from population
    where manager_person_key is not null
    group by cycle_id, manager_person_key
)

select
    population.company_id,
    population.cycle_id,
    population.person_key,
    unpaid_leaves.unpaid_leave_days,
    improvement_plans.improvement_plan_date,
    coalesce(awards.award_count, 0) as award_count,
    coalesce(awards.recognition_count, 0) as recognition_count,
    cast(awards.award_amount as decimal(18, 2)) as award_amount,
    awards.award_currency,
    coalesce(reports.direct_report_count, 0) as direct_report_count
from population
left join unpaid_leaves
    on
        population.company_id = unpaid_leaves.company_id
        and population.cycle_id = unpaid_leaves.cycle_id
        and population.person_key = unpaid_leaves.person_key
left join improvement_plans
    on
        population.company_id = improvement_plans.company_id
        and population.cycle_id = improvement_plans.cycle_id
        and population.person_key = improvement_plans.person_key
left join awards
    on
        population.company_id = awards.company_id
        and population.cycle_id = awards.cycle_id
        and population.person_key = awards.person_key
left join reports
    on
        population.cycle_id = reports.cycle_id
        and population.person_key = reports.person_key
