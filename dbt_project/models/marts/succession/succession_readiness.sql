-- How ready a person is for a critical role: what was assessed, what the score and the gates say, and how far off.
with pool as (
    select * from {{ ref('successor_pool') }}
),

asked as (
    select distinct
        company_id,
        {{ as_of_date() }} as policy_date
    from pool
),

policy as (
    {{ policy_on_date(ref('succession_policy'), 'asked', ['minimum_coverage_ratio', 'suggested_per_role']) }}
),

bands as (
    {{ policy_on_date(ref('readiness_band'), 'asked', ['readiness', 'lower_score', 'upper_score']) }}
),

gates as (
    {{ policy_on_date(ref('readiness_gate'), 'asked', ['gate_id', 'limit_value', 'readiness_at_best']) }}
),

-- The four classes from the nearest on.
classes as (
    select
        'ready_now' as readiness,
        1 as class_number
    union all
    select
        'under_1_year' as readiness,
        2 as class_number
    union all
    select
        'one_to_two_years' as readiness,
        3 as class_number
    union all
    select
        'over_two_years' as readiness,
        4 as class_number
),

scores as (
    select
        role_key,
        person_key,
        max(known_score) as known_score,
        max(coverage_ratio) as coverage_ratio
    from {{ ref('readiness_component') }}
    group by role_key, person_key
),

roles as (
    select
        role_key,
        role_grade_rank
    from {{ ref('critical_role') }}
),

people as (
    select
        person_key,
        tenure_months,
        grade_rank,
        notice_date
    from {{ ref('dim_employee') }}
),

grid as (
    select
        person_key,
        performance_value,
        box_number,
        is_high_potential
    from {{ ref('talent_grid') }}
),

links as (
    select
        source_system,
        source_id,
        person_key
    from {{ ref('canonical__identity_link') }}
    where person_key is not null
),

improvement_plans as (
    select distinct links.person_key
    from {{ ref('canonical__dev_plan') }} as plans
    inner join links
        on
            plans.source_system = links.source_system
            and plans.person_source_id = links.source_id
    where
        plans.plan_kind = 'improvement'
        and plans.agreed_date <= {{ as_of_date() }}
        and (plans.closed_date is null or plans.closed_date > {{ as_of_date() }})
),

nominations as (
    select
        role_key,
        person_key,
        nomination_rank,
        is_emergency,
        assessed_date,
        counted_readiness,
        readiness_reason
    from {{ ref('succession_nomination') }}
    where is_counted
),

known as (
    select
        pool.company_id,
        pool.role_key,
        pool.person_key,
        pool.is_nominated,
        people.tenure_months,
        roles.role_grade_rank - people.grade_rank as grade_steps,
        coalesce(people.notice_date <= {{ as_of_date() }}, false) as is_on_notice,
        improvement_plans.person_key is not null as is_on_improvement_plan,
        grid.performance_value,
        grid.box_number,
        coalesce(grid.is_high_potential, false) as is_high_potential
    from pool
    left join roles
        on pool.role_key = roles.role_key
    left join people
        on pool.person_key = people.person_key
    left join grid
        on pool.person_key = grid.person_key
    left join improvement_plans
        on pool.person_key = improvement_plans.person_key
),

-- What is not known does not open a gate.
passed as (
    select
        known.role_key,
        known.person_key,
        gates.gate_id,
        gates.readiness_at_best,
        case gates.gate_id
            when 'service_months' then coalesce(known.tenure_months >= gates.limit_value, false)
            when 'performance' then coalesce(known.performance_value >= gates.limit_value, false)
            when 'grade_steps' then coalesce(known.grade_steps <= gates.limit_value, false)
            when 'notice' then not known.is_on_notice
            when 'improvement_plan' then not known.is_on_improvement_plan
        end as is_passed
    from known
    inner join gates
        on known.company_id = gates.company_id
),

held_back as (
    select
        passed.role_key,
        passed.person_key,
        max(case when not passed.is_passed then classes.class_number end) as class_at_best,
        cast(count_if(not passed.is_passed) as int) as closed_gate_count,
        count_if(passed.gate_id = 'service_months' and not passed.is_passed) > 0 as is_held_by_service,
        count_if(passed.gate_id = 'performance' and not passed.is_passed) > 0 as is_held_by_performance,
        count_if(passed.gate_id = 'grade_steps' and not passed.is_passed) > 0 as is_held_by_grade,
        count_if(passed.gate_id = 'notice' and not passed.is_passed) > 0 as is_held_by_notice,
        count_if(passed.gate_id = 'improvement_plan' and not passed.is_passed) > 0 as is_held_by_improvement_plan
    from passed
    inner join classes
        on passed.readiness_at_best = classes.readiness
    group by passed.role_key, passed.person_key
),

scored as (
    select
        known.*,
        scores.coverage_ratio,
        case when scores.coverage_ratio >= policy.minimum_coverage_ratio then scores.known_score end
            as readiness_score,
        held_back.class_at_best,
        coalesce(held_back.closed_gate_count, 0) as closed_gate_count,
        coalesce(held_back.is_held_by_service, false) as is_held_by_service,
        coalesce(held_back.is_held_by_performance, false) as is_held_by_performance,
        coalesce(held_back.is_held_by_grade, false) as is_held_by_grade,
        coalesce(held_back.is_held_by_notice, false) as is_held_by_notice,
        coalesce(held_back.is_held_by_improvement_plan, false) as is_held_by_improvement_plan,
        policy.suggested_per_role
    from known
    left join scores
        on
            known.role_key = scores.role_key
            and known.person_key = scores.person_key
    left join held_back
        on
            known.role_key = held_back.role_key
            and known.person_key = held_back.person_key
    left join policy
        on known.company_id = policy.company_id
),

classed as (
    select
        scored.*,
        cast(bands.upper_score - scored.readiness_score as decimal(18, 6)) as distance_to_next_band,
        case
            when score_classes.class_number is not null
                then greatest(score_classes.class_number, coalesce(scored.class_at_best, 1))
        end as class_number
    from scored
    left join bands
        on
            scored.company_id = bands.company_id
            and scored.readiness_score >= bands.lower_score
            and (bands.upper_score is null or scored.readiness_score < bands.upper_score)
    left join classes as score_classes
        on bands.readiness = score_classes.readiness
),

ranked as (
    select
        *,
        row_number() over (
            partition by role_key, is_nominated
            order by class_number asc nulls last, readiness_score desc nulls last, person_key asc
        ) as class_rank
    from classed
)

select
    ranked.company_id,
    ranked.role_key,
    ranked.person_key,
    ranked.is_nominated,
    not ranked.is_nominated as is_suggested,
    nominations.nomination_rank,
    coalesce(nominations.is_emergency, false) as is_emergency,
    nominations.assessed_date,
    nominations.counted_readiness as assessed_readiness,
    nominations.readiness_reason,
    ranked.readiness_score,
    ranked.coverage_ratio,
    coalesce(classes.readiness, 'not_assessed') as scored_readiness,
    ranked.distance_to_next_band,
    ranked.closed_gate_count,
    ranked.is_held_by_service,
    ranked.is_held_by_performance,
    ranked.is_held_by_grade,
    ranked.is_held_by_notice,
    ranked.is_held_by_improvement_plan,
    case
        when not ranked.is_nominated then null
        when classes.readiness is null or nominations.counted_readiness in ('not_assessed', 'unmapped')
            then 'cannot_be_compared'
        when assessed_classes.class_number = classes.class_number then 'agree'
        when assessed_classes.class_number < classes.class_number then 'assessed_nearer'
        else 'scored_nearer'
    end as agreement,
    ranked.box_number,
    ranked.is_high_potential
from ranked
left join nominations
    on
        ranked.role_key = nominations.role_key
        and ranked.person_key = nominations.person_key
left join classes
    on ranked.class_number = classes.class_number
left join classes as assessed_classes
    on nominations.counted_readiness = assessed_classes.readiness
where
    ranked.is_nominated
    -- Suggested: the nearest of those found, ready within a year.
    or (ranked.class_number <= 2 and ranked.class_rank <= ranked.suggested_per_role)
